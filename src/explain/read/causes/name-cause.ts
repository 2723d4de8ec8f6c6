import type { CauseContext, NamedCause, Recogniser } from './cause.js';
import { growingCache, growingChain, neverReleased, sharedAcrossInterpreters } from './held.js';
import { lost } from './lost.js';
import { notCleared } from './not-cleared.js';
import { notVisited } from './not-visited.js';
import { tooLate } from './too-late.js';

/** The first that recognises the leak names it: from what only one mistake can bring about to what many can. */
const RECOGNISERS: readonly Recogniser[] = [
  lost,
  notCleared,
  notVisited,
  tooLate,
  growingChain,
  sharedAcrossInterpreters,
  growingCache,
  neverReleased,
];

export function nameCause(context: CauseContext): NamedCause | null {
  for (const recognise of RECOGNISERS) {
    const named = recognise(context);
    if (named) return named;
  }
  return null;
}
