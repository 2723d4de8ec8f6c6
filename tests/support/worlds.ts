import history from '../../scenarios/history.js';
import { resolveState } from '../../src/interp/history/resolve.js';
import type { World } from '../../src/interp/world.js';

/** Builds of CPython that were measured; each is a state of the shipped history. */
export const BUILDS = ['3.11.2', '71d1bd9569', '53e4c91725'] as const;

export type BuildName = (typeof BUILDS)[number];

/** The world of a build. */
export function worldOf(build: BuildName): World {
  return resolveState(history, { at: build, with: [], without: [] }).world;
}

/** A world with nothing but objects: no extensions, no finalization. */
export function objectWorld(build: BuildName = '3.11.2'): World {
  return { rules: worldOf(build).rules, extensions: {}, steps: [] };
}
