import { allOf, type CandidateSet, EMPTY, membersOf } from './candidate-set.js';
import type { HuntOracle } from './hunt-oracle.js';
import { CLEAN, type HuntAnswer, type StateQuestion } from './hunt-question.js';
import { minimalSets } from './minimal-sets.js';
import { knownProof } from './proof.js';
import type { CaseSet, CasesResult } from './result.js';
import { type Oracle, Trials } from './trials.js';

export interface CasesRequest {
  readonly test: string;
  readonly state: StateQuestion;
  /** Ids of the cases, in the order in which they run. */
  readonly cases: readonly string[];
  /** bisect_cmd's -n: a set of that many cases is not made smaller. */
  readonly maxTests: number;
  readonly onEstimate: (left: number) => void;
  /** Called with the cases of all sets found so far, each time that they are more. */
  readonly onFound: (cases: readonly string[]) => void;
}

class CaseOracle implements Oracle<HuntAnswer> {
  readonly width: number;
  readonly #hunts: HuntOracle;
  readonly #request: CasesRequest;

  constructor(hunts: HuntOracle, request: CasesRequest) {
    this.width = hunts.width;
    this.#hunts = hunts;
    this.#request = request;
  }

  /** Without a case there is nothing to run. */
  async ask(sets: readonly CandidateSet[]): Promise<HuntAnswer[]> {
    const { state } = this.#request;
    const asked = sets.filter((set) => set !== EMPTY);
    const answers = await this.#hunts.ask(asked.map((set) => ({ state, cases: casesOf(this.#request, set) })));
    const bySet = new Map(asked.map((set, index) => [set, answers[index] as HuntAnswer]));
    return sets.map((set) => bySet.get(set) ?? CLEAN);
  }
}

const casesOf = ({ cases }: CasesRequest, set: CandidateSet): string[] =>
  membersOf(set).map((index) => cases[index] as string);

/** The minimal sets of cases that leak: each independent leak, and what it takes together. */
export async function bisectCases(hunts: HuntOracle, request: CasesRequest): Promise<CasesResult> {
  const { test, cases, maxTests, onEstimate, onFound } = request;
  const trials = new Trials(new CaseOracle(hunts, request));
  const all = await trials.of(allOf(cases.length));
  const { sets, complete, contradiction } = await minimalSets(trials, cases.length, {
    enough: maxTests,
    onEstimate,
    onFound: (found) => onFound(casesOf(request, union(found))),
  });
  const done = complete && all.verdict !== 'unresolved';
  return {
    mode: 'cases',
    test,
    ending: sets.length > 0 && done ? 'found' : done ? 'nothing' : 'inconclusive',
    cases,
    all,
    sets: sets.map((set) => caseSet(trials, request, set)),
    complete,
    contradiction: contradiction && {
      leaks: casesOf(request, contradiction.leaks),
      clean: casesOf(request, contradiction.clean),
    },
    unresolved: trials.unresolved,
    runs: hunts.runs,
  };
}

const union = (sets: readonly CandidateSet[]): CandidateSet => sets.reduce((all, set) => all | set, EMPTY);

function caseSet(trials: Trials<HuntAnswer>, request: CasesRequest, set: CandidateSet): CaseSet {
  const proof = knownProof(trials, set);
  return {
    cases: casesOf(request, set),
    proof: proof.map((line) => ({ cases: casesOf(request, line.set), answer: line.trial })),
  };
}
