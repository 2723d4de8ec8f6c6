import type { Change, History } from '../interp/history/change.js';
import { allChanges, withParts } from '../interp/history/find-change.js';

/** What is varied as one: a change with those of its parts that hold, or a part. */
export interface Candidate {
  readonly change: Change;
  /** Ids of what it brings. */
  readonly members: readonly string[];
}

export interface CulpritCandidates {
  readonly candidates: readonly Candidate[];
  /** Ids of what stays as it is at BAD. */
  readonly fixed: readonly string[];
}

const VARIED: ReadonlySet<Change['area']> = new Set(['extension', 'object']);

/**
 * The changes that hold at BAD, each with its parts; the collector and the order of finalization stay as they are unless
 * all is varied. Of a change that is partly fixed, the other parts are candidates of their own.
 */
export function culpritCandidates(holding: readonly Change[], vary: 'changes' | 'all'): CulpritCandidates {
  const isVaried = ({ area }: Change): boolean => vary === 'all' || VARIED.has(area);
  const partOf = new Map(holding.flatMap((change) => change.parts.map((part) => [part, change] as const)));
  const fixed = holding.filter((change) => !isVaried(change) && change.edits.length > 0);
  const candidates: Candidate[] = [];
  for (const change of holding) {
    if (partOf.has(change)) continue;
    const members = withParts(change).filter((each) => holding.includes(each) && !fixed.includes(each));
    const whole = withParts(change).every((each) => !fixed.includes(each));
    if (whole) candidates.push(candidateOf(change, members));
    else for (const member of members) candidates.push(candidateOf(member, [member]));
  }
  for (const [part, change] of partOf) {
    if (holding.includes(part) && !holding.includes(change) && isVaried(part))
      candidates.push(candidateOf(part, [part]));
  }
  const bringing = candidates.filter(({ members }) => bringsAnything(holding, members));
  return { candidates: bringing, fixed: fixed.map(({ id }) => id) };
}

function candidateOf(change: Change, members: readonly Change[]): Candidate {
  return { change, members: members.map(({ id }) => id) };
}

function bringsAnything(holding: readonly Change[], members: readonly string[]): boolean {
  return holding.some(({ id, edits }) => members.includes(id) && edits.length > 0);
}

/**
 * What may repair a leak: the parts and experiments of the history, and the merged changes on the way from BAD to the
 * first clean state, as far as they do not hold anyway.
 */
export function repairCandidates(
  history: History,
  holding: readonly Change[],
  onTheWay: readonly Change[],
): readonly Change[] {
  const splits = ({ parts, edits }: Change): boolean => parts.length > 0 && edits.length === 0;
  const merged = new Set(onTheWay.filter((change) => !splits(change)));
  return allChanges(history).filter((change) => {
    if (holding.includes(change) || splits(change)) return false;
    if (change.edits.length === 0 && change.reverts.length === 0) return false;
    return change.status === 'experiment' || merged.has(change);
  });
}

/** A change that only undoes what others did. */
export function isRevert({ edits, parts, reverts }: Change): boolean {
  return reverts.length > 0 && edits.length === 0 && parts.length === 0;
}
