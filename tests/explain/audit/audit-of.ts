import history from '../../../scenarios/history.js';
import { audit } from '../../../src/explain/audit/audit.js';
import type { AuditResult, Gap } from '../../../src/explain/audit/result.js';
import { createPlaceMapper } from '../../../src/explain/source-place.js';
import { resolveState } from '../../../src/interp/history/resolve.js';
import type { ExtensionDescription, World } from '../../../src/interp/scenario.js';

/** The world of a state of the shipped history; default: its default state. */
export function worldAt(at = history.defaultState): World {
  return resolveState(history, { at, with: [], without: [] }).world;
}

/** Audits descriptions under the rules of a world; default: the newest shipped one. */
export function auditOf(extensions: readonly ExtensionDescription[], world: World = worldAt('3.11.2')): AuditResult {
  const subjects = extensions.map((extension) => ({ extension, scenario: null }));
  return audit({ state: 'test', world, subjects, problems: [], mapPlace: createPlaceMapper(null) });
}

/** What a state's extension shows. */
export function auditAt(name: string, at?: string): AuditResult {
  const world = worldAt(at);
  const extension = world.extensions[name];
  return auditOf(extension ? [extension] : [], world);
}

/** 'kind subject slot' of each gap. */
export function named(gaps: readonly Gap[]): string[] {
  return gaps.map(({ kind, subject, slot }) => `${kind ?? 'fault'} ${subject} ${slot ?? '-'}`);
}
