import type { ExtensionDescription } from '../extension/description.js';
import type { FinalizationStep, World } from '../world.js';
import { type Edit, LAST_COLLECTION, type StepPosition } from './change.js';

/** An edit that does not fit the world it is applied to; the message says what is missing. */
export class EditError extends Error {
  override name = 'EditError';
}

/** A new world; the old one is untouched. */
export function applyEdit(world: World, edit: Edit): World {
  switch (edit.edit) {
    case 'rule':
      return { ...world, rules: { ...world.rules, [edit.rule]: edit.on } };
    case 'step':
      return { ...world, steps: moveStep(world.steps, edit) };
    case 'extension':
      return withExtension(world, edit.extension);
    case 'ops':
      return withExtension(world, setPath(extensionOf(world, edit.extension), edit.path, edit.replace));
    case 'set':
      return withExtension(world, setPath(extensionOf(world, edit.extension), edit.path, edit.value));
  }
}

function withExtension(world: World, extension: ExtensionDescription): World {
  return { ...world, extensions: { ...world.extensions, [extension.name]: extension } };
}

function extensionOf(world: World, name: string): ExtensionDescription {
  const extension = world.extensions[name];
  if (!extension) throw new EditError(`no extension named '${name}' is described`);
  return extension;
}

function moveStep(steps: readonly FinalizationStep[], edit: Edit & { edit: 'step' }): FinalizationStep[] {
  const old = steps.find((step) => step.name === edit.step);
  const rest = steps.filter((step) => step.name !== edit.step);
  if (edit.to === 'nowhere') return rest;
  const step: FinalizationStep = {
    name: edit.step,
    does: edit.does ?? old?.does ?? edit.step,
    on: edit.on ?? old?.on ?? 'all',
  };
  rest.splice(positionOf(rest, edit.to), 0, step);
  return rest;
}

function positionOf(steps: readonly FinalizationStep[], to: Exclude<StepPosition, 'nowhere'>): number {
  const anchor = 'before' in to ? to.before : to.after;
  const index =
    anchor === LAST_COLLECTION
      ? steps.findLastIndex((step) => step.does === 'collect')
      : steps.findIndex((step) => step.name === anchor);
  if (index < 0) throw new EditError(`no finalization step named '${anchor}'`);
  return 'before' in to ? index : index + 1;
}

/** Sets a value under a dotted path ('types.lock.slots.tp_traverse'); undefined removes it. */
export function setPath<T>(target: T, path: string, value: unknown): T {
  const [key, ...rest] = path.split('.') as [string, ...string[]];
  const record = (target ?? {}) as Record<string, unknown>;
  const copy: Record<string, unknown> = { ...record };
  if (rest.length === 0 && value === undefined) delete copy[key];
  else copy[key] = rest.length === 0 ? value : setPath(record[key], rest.join('.'), value);
  return copy as T;
}
