import type { HuntAnswer } from '../../bisect/hunt-question.js';
import type { BisectResult, ChangesResult, CulpritSet, StateReading, StateTransition } from '../../bisect/result.js';

/** The commands that show the leak, and show it gone. */
export interface PastedCommands {
  readonly shows: string | null;
  readonly gone: string | null;
}

/** A bisection as data. `firstBad`, `transitions`, `culprits`, `repairs` and `runs` are there in every mode. */
export function bisectJson(result: BisectResult, commands: PastedCommands): string {
  const { mode, test, ending, runs } = result;
  const bare = {
    schemaVersion: 1,
    mode,
    test,
    result: ending,
    firstBad: null,
    transitions: [],
    culprits: [],
    repairs: [],
    runs,
  };
  return `${JSON.stringify({ ...bare, ...detailsOf(result), commands }, null, 2)}\n`;
}

function detailsOf(result: BisectResult): object {
  switch (result.mode) {
    case 'history':
      return {
        firstBad: result.first?.to.at ?? null,
        first: result.first && transition(result.first),
        transitions: result.transitions.map(transition),
        good: result.good && state(result.good),
        bad: state(result.bad),
        oneOf: result.oneOf.map(state),
        states: result.states,
      };
    case 'changes':
      return changes(result);
    case 'git': {
      const { first, before, good, bad, oneOf, diff, remarks, commits } = result;
      const reading = ({ commit, answer: of }: (typeof oneOf)[number]) => ({ ...commit, ...answer(of) });
      return {
        firstBad: first?.commit.sha ?? null,
        first: first && { ...reading(first), diff },
        before: before.map(reading),
        good: reading(good),
        bad: reading(bad),
        oneOf: oneOf.map(reading),
        remarks,
        commits,
      };
    }
    case 'cases': {
      const { cases, all, sets, complete, contradiction, unresolved } = result;
      const proofs = sets.map(({ proof }) => proof.map(({ cases: of, answer: to }) => ({ cases: of, ...answer(to) })));
      return {
        culprits: sets.map((set) => set.cases),
        proofs,
        cases,
        all: answer(all),
        complete,
        contradiction,
        unresolved,
      };
    }
  }
}

function changes(result: ChangesResult): object {
  const { bad, vary, candidates, leaks, repairs, repairsComplete, repairCandidates, sets } = result;
  const ids = (set: CulpritSet): string[] => set.changes.map(({ id }) => id);
  const proof = (set: CulpritSet) =>
    set.proof.map(({ changes: of, answer: to, sum }) => ({ changes: of, ...answer(to), sum }));
  return {
    culprits: unique(leaks.flatMap((leak) => leak.sets.map(ids))),
    repairs: repairs.map(ids),
    workarounds: repairs.filter(({ workaround }) => workaround).map(ids),
    bad: state(bad),
    vary,
    candidates,
    leaks: leaks.map(({ sets: culprits, ...leak }) => ({
      ...leak,
      culprits: culprits.map((set) => ({ changes: ids(set), proof: proof(set) })),
    })),
    repairProofs: repairs.map((set) => ({ changes: ids(set), workaround: set.workaround, proof: proof(set) })),
    repairCandidates,
    repairsComplete,
    sets,
  };
}

/** Several leaks may come with the same changes. */
function unique(sets: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(sets.map((set) => [JSON.stringify(set), set])).values()];
}

function answer({ verdict, leaks, why }: HuntAnswer): object {
  return { verdict, sum: leaks[0]?.sum ?? 0, leaks, ...(why === null ? {} : { why }) };
}

function state({ at, change, answer: of }: StateReading): object {
  return { at, change, ...answer(of) };
}

function transition({ from, to }: StateTransition): object {
  return { change: to.change?.id ?? to.at, from: state(from), to: state(to) };
}
