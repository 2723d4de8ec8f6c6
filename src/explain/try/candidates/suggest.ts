import type { World } from '../../../interp/world.js';
import type { Finding } from '../../result.js';
import type { Candidate, Suggest } from './candidate.js';
import { finalizationCandidates, secondCollection } from './finalization.js';
import { moduleCandidates } from './modules.js';
import { releaseCandidates } from './releases.js';
import { visitCandidates } from './visits.js';

const MOST = 60;

const SUGGESTIONS: readonly Suggest[] = [visitCandidates, releaseCandidates, finalizationCandidates, moduleCandidates];

/** What to try for the findings of one test, each change once. */
export function suggest(findings: readonly Finding[], world: World): Candidate[] {
  const perFinding = findings.map((finding) => SUGGESTIONS.flatMap((each) => each(finding, world)));
  const all = [secondCollection(), ...interleaved(perFinding)];
  const byEdits = new Map<string, Candidate>();
  for (const candidate of all) {
    const key = JSON.stringify(candidate.edits);
    if (!byEdits.has(key)) byEdits.set(key, candidate);
  }
  return [...byEdits.values()].slice(0, MOST);
}

/** The first of each list, then the second of each: a bound cuts no finding off altogether. */
function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}
