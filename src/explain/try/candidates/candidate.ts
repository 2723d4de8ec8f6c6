import type { ExtensionDescription, Op } from '../../../interp/extension/description.js';
import type { Edit } from '../../../interp/history/change.js';
import type { World } from '../../../interp/world.js';
import type { DescriptionPart, Finding } from '../../result.js';

/** A change worth trying. */
export interface Candidate {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** 'symptom': the mistake stays where it is, and something else makes up for it. */
  readonly treats: 'cause' | 'symptom';
}

/** Changes that what the finding touches suggests. */
export type Suggest = (finding: Finding, world: World) => Candidate[];

export function cause(title: string, ...edits: readonly Edit[]): Candidate {
  return { title, edits, treats: 'cause' };
}

export function symptom(title: string, ...edits: readonly Edit[]): Candidate {
  return { title, edits, treats: 'symptom' };
}

/** Operations under a dotted path of an extension's description; none: []. */
export function bodyAt(world: World, { extension, path }: DescriptionPart): readonly Op[] {
  const value = path
    .split('.')
    .reduce<unknown>(
      (target, key) =>
        typeof target === 'object' && target !== null ? (target as Record<string, unknown>)[key] : target,
      world.extensions[extension] satisfies ExtensionDescription | undefined,
    );
  return Array.isArray(value) ? (value as readonly Op[]) : [];
}

export function replaceBody({ extension, path }: DescriptionPart, replace: readonly Op[]): Edit {
  return { edit: 'ops', extension, path, replace };
}
