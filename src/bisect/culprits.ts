import type { CandidateSet } from './candidate-set.js';
import { membersOf } from './candidate-set.js';
import type { Candidate, CulpritCandidates } from './candidates.js';
import type { HuntOracle } from './hunt-oracle.js';
import type { HuntAnswer, StateQuestion } from './hunt-question.js';
import { type LeakIdentity, leakKey } from './identity.js';
import { minimalSets } from './minimal-sets.js';
import { changeInfo } from './over-history.js';
import { knownProof } from './proof.js';
import type { CulpritSet, Culprits } from './result.js';
import { type Oracle, Trials } from './trials.js';

/** The hunt in worlds made of a set of candidates over what is fixed. */
export class SetOracle implements Oracle<HuntAnswer> {
  readonly width: number;
  readonly #hunts: HuntOracle;
  readonly #bad: StateQuestion;
  readonly #candidates: CulpritCandidates;

  constructor(hunts: HuntOracle, bad: StateQuestion, candidates: CulpritCandidates) {
    this.width = hunts.width;
    this.#hunts = hunts;
    this.#bad = bad;
    this.#candidates = candidates;
  }

  async ask(sets: readonly CandidateSet[]): Promise<HuntAnswer[]> {
    const { candidates, fixed } = this.#candidates;
    const only = (set: CandidateSet): string[] => [
      ...fixed,
      ...membersOf(set).flatMap((index) => candidates[index]?.members ?? []),
    ];
    const state = (set: CandidateSet): StateQuestion => ({ ...this.#bad, only: only(set) });
    return await this.#hunts.ask(sets.map((set) => ({ state: state(set), cases: null, identify: true })));
  }
}

/** The answers as they look to somebody who asks for one leak: another leak is none. */
class IdentityOracle implements Oracle<HuntAnswer> {
  readonly width: number;
  readonly #oracle: Oracle<HuntAnswer>;
  readonly #key: string;

  constructor(oracle: Oracle<HuntAnswer>, identity: LeakIdentity) {
    this.width = oracle.width;
    this.#oracle = oracle;
    this.#key = leakKey(identity);
  }

  async ask(sets: readonly CandidateSet[]): Promise<HuntAnswer[]> {
    const answers = await this.#oracle.ask(sets);
    return answers.map((answer) => {
      const other = answer.verdict === 'leaks' && !answer.named.some(({ identity }) => leakKey(identity) === this.#key);
      return other ? { ...answer, verdict: 'clean' as const } : answer;
    });
  }
}

/** Which sets of candidates are enough for a leak: all minimal ones, each with its proof. */
export async function culpritsOf(
  oracle: Oracle<HuntAnswer>,
  candidates: readonly Candidate[],
  identity: LeakIdentity,
  onEstimate: (left: number) => void,
): Promise<{ culprits: Culprits; sets: number }> {
  const trials = new Trials(new IdentityOracle(oracle, identity));
  const { sets, complete, contradiction } = await minimalSets(trials, candidates.length, { onEstimate });
  const ids = (set: CandidateSet): string[] => membersOf(set).map((index) => candidates[index]?.change.id ?? '');
  const shown = sets.map(
    (set): CulpritSet => ({
      changes: membersOf(set).map((index) => changeInfo((candidates[index] as Candidate).change)),
      proof: knownProof(trials, set).map(({ set: subset, trial }) => ({
        changes: ids(subset),
        answer: trial,
        sum: shareOf(identity, trial),
      })),
    }),
  );
  const culprits: Culprits = {
    identity,
    sets: shown,
    complete,
    contradiction: contradiction && { leaks: ids(contradiction.leaks), clean: ids(contradiction.clean) },
    unresolved: trials.unresolved,
  };
  return { culprits, sets: trials.count };
}

/** Of the printed sum, what this leak makes: all of it, where it is the only one. */
function shareOf(identity: LeakIdentity, { verdict, leaks, named }: HuntAnswer): number {
  if (verdict !== 'leaks') return 0;
  const [first] = leaks;
  const own = named.filter((leak) => leakKey(leak.identity) === leakKey(identity));
  if (first === undefined || own.length === named.length) return first?.sum ?? 0;
  const count = first.item === 'memory blocks' ? 'blocks' : 'references';
  return first.deltas.length * own.reduce((total, leak) => total + leak[count], 0);
}
