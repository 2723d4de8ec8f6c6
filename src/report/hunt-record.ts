import type { FailEachResult } from '../explain/fail-each/result.js';
import type { Ledger } from '../explain/ledger/result.js';
import type { Explanation } from '../explain/result.js';
import type { GcTrace } from '../explain/trace/result.js';
import type { HuntEvent } from '../runner/events.js';
import type { Style } from '../runner/options.js';
import type { TestResult } from '../runner/result.js';
import type { Summary } from '../runner/results.js';

/** What a run was asked for, as far as reports repeat it. */
export interface HuntFacts {
  readonly version: string;
  readonly style: Style;
  /** Name of the state that the tests ran in. */
  readonly world: string;
  readonly warmups: number | null;
  readonly runs: number | null;
}

export interface Looks {
  /** Of the object that was asked for. */
  readonly ledger?: Ledger;
  /** The collections of one repetition. */
  readonly gc?: GcTrace;
}

export interface RecordedTest {
  readonly result: TestResult;
  /** Why it leaks, where that was asked for. */
  readonly explanation: Explanation | null;
  /** What is wrong when one operation after the other fails, where that was asked for. */
  readonly failEach: FailEachResult | null;
  /** What further hunts looked at, where that was asked for. */
  readonly looks: Looks;
  /** A second run of a test that had failed (-w). */
  readonly rerun: boolean;
}

/** A whole run as data: what reports that are written at its end are made of. */
export interface HuntRecord {
  readonly facts: HuntFacts;
  readonly tests: readonly RecordedTest[];
  readonly summary: Summary;
  readonly seconds: number;
  /** null: the order was not random. */
  readonly seed: bigint | null;
}

export interface Recorder {
  event(event: HuntEvent): void;
  result(result: TestResult): void;
  explained(explanation: Explanation): void;
  failedEach(result: FailEachResult): void;
  look(test: string, looks: Looks): void;
  /** Only after the last event. */
  record(facts: HuntFacts): HuntRecord;
}

type RunTest = Pick<RecordedTest, 'result' | 'rerun'>;

/** Keeps what happens in a run; with `lastOnly`, of a test that runs again and again (-F) its last run. */
export function createRecorder(lastOnly = false): Recorder {
  const tests: RunTest[] = [];
  const explanations = new Map<string, Explanation>();
  const failEachResults = new Map<string, FailEachResult>();
  const looks = new Map<string, Looks>();
  let rerun = false;
  let seed: bigint | null = null;
  let finished: { summary: Summary; seconds: number } | null = null;
  return {
    event: (event) => {
      if (event.event === 'run-begun' && event.randomized) seed = event.seed;
      else if (event.event === 'rerun-begun') rerun = true;
      else if (event.event === 'finished') finished = event;
    },
    result: (result) => {
      const before = lastOnly ? tests.findIndex((test) => test.result.name === result.name) : -1;
      if (before >= 0) tests.splice(before, 1);
      tests.push({ result, rerun });
    },
    explained: (explanation) => void explanations.set(explanation.name, explanation),
    failedEach: (result) => void failEachResults.set(result.test, result),
    look: (test, look) => void looks.set(test, { ...looks.get(test), ...look }),
    record: (facts) => {
      if (finished === null) throw new Error('the run has not finished');
      return {
        facts,
        tests: tests.map((test) => {
          const { name } = test.result;
          const explanation = explanations.get(name) ?? null;
          const failEach = failEachResults.get(name) ?? null;
          return {
            ...asSummarised(test, finished as { summary: Summary }),
            explanation,
            failEach,
            looks: looks.get(name) ?? {},
          };
        }),
        seed,
        ...finished,
      };
    },
  };
}

/** A test that passed may have been found to change the environment after it had ended. */
function asSummarised({ result, rerun }: RunTest, { summary }: { summary: Summary }): RunTest {
  const { name, state } = result;
  const late = state === 'PASSED' && summary.environmentChanged.includes(name) && !summary.good.includes(name);
  return { result: late ? { ...result, state: 'ENV_CHANGED' } : result, rerun };
}
