import type { Change, History } from '../interp/history/change.js';
import { HistoryError } from '../interp/history/find-change.js';
import { chosenFrom, type Holding, holdingAt } from '../interp/history/resolve.js';
import { type HuntAnswer, type HuntQuestion, type StateQuestion, unresolved } from './hunt-question.js';
import { keyOfEdit, LIBRARY, type WorldKey } from './observed-world.js';
import { type Oracle, OutOfTrials } from './trials.js';

/** A hunt that was run, and what of its world it looked at; null: not known. */
export interface HuntRun {
  readonly answer: HuntAnswer;
  readonly consulted: readonly WorldKey[] | null;
}

export interface HuntOracleOptions {
  readonly history: History;
  readonly run: (question: HuntQuestion) => Promise<HuntRun>;
  /** Hunts that run side by side. */
  readonly width: number;
  readonly onRun?: (runs: number) => void;
  /** Another hunt than so many is an OutOfTrials. */
  readonly maxRuns?: number;
}

/** Runs hunts. Two states that agree on all that a hunt looked at give the same hunt, which is then not run again. */
export class HuntOracle implements Oracle<HuntAnswer, HuntQuestion> {
  readonly width: number;
  readonly #options: HuntOracleOptions;
  readonly #memo = new HuntMemo();
  readonly #running = new Map<string, Promise<HuntAnswer>>();
  readonly #holdings = new Map<string, Holding>();
  #runs = 0;

  constructor(options: HuntOracleOptions) {
    this.#options = options;
    this.width = options.width;
  }

  /** Hunts that were run. */
  get runs(): number {
    return this.#runs;
  }

  async ask(questions: readonly HuntQuestion[]): Promise<HuntAnswer[]> {
    const answers: HuntAnswer[] = [];
    const open = questions.entries();
    const work = async (): Promise<void> => {
      for (const [index, question] of open) answers[index] = await this.#answer(question);
    };
    await Promise.all(Array.from({ length: Math.max(1, this.width) }, work));
    return answers;
  }

  async one(question: HuntQuestion): Promise<HuntAnswer> {
    return (await this.ask([question]))[0] as HuntAnswer;
  }

  async #answer(question: HuntQuestion): Promise<HuntAnswer> {
    let holding: Holding;
    try {
      holding = this.#holdingOf(question.state);
    } catch (error) {
      if (error instanceof HistoryError) return unresolved(error.message);
      throw error;
    }
    const whole = signature(question, holding, null);
    const known = this.#known(question, holding) ?? this.#running.get(whole);
    if (known !== undefined) return known;
    const running = this.#run(question, holding);
    this.#running.set(whole, running);
    return await running;
  }

  /** An answer with names serves where none are asked for, and one that does not leak has none. */
  #known(question: HuntQuestion, holding: Holding): HuntAnswer | undefined {
    const { identify, ...plain } = question;
    const same = this.#memo.find(question, holding);
    if (same !== undefined) return same;
    const other = this.#memo.find(identify ? plain : { ...plain, identify: true }, holding);
    return identify && other?.verdict === 'leaks' ? undefined : other;
  }

  #holdingOf({ only, ...state }: StateQuestion): Holding {
    const key = JSON.stringify([state.at, state.with.map(nameOf), state.without]);
    const whole = this.#holdings.get(key) ?? holdingAt(this.#options.history, state);
    this.#holdings.set(key, whole);
    return only ? chosenFrom(whole, only) : whole;
  }

  async #run(question: HuntQuestion, holding: Holding): Promise<HuntAnswer> {
    if (this.#runs >= (this.#options.maxRuns ?? Number.POSITIVE_INFINITY)) throw new OutOfTrials();
    this.#runs++;
    this.#options.onRun?.(this.#runs);
    const { answer, consulted } = await this.#options.run(question);
    this.#memo.keep(question, holding, consulted, answer);
    return answer;
  }
}

/** Answers by what their hunts looked at. */
class HuntMemo {
  /** For each set of keys that some hunt looked at, the answers by what the changes say of these keys. */
  readonly #bySignature = new Map<string, { keys: ReadonlySet<WorldKey>; answers: Map<string, HuntAnswer> }>();

  find(question: HuntQuestion, holding: Holding): HuntAnswer | undefined {
    for (const { keys, answers } of this.#bySignature.values()) {
      const answer = answers.get(signature(question, holding, keys));
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  keep(question: HuntQuestion, holding: Holding, consulted: readonly WorldKey[] | null, answer: HuntAnswer): void {
    if (consulted === null) return;
    const keys = new Set(consulted);
    const name = [...keys].sort().join('\n');
    const entry = this.#bySignature.get(name) ?? { keys, answers: new Map() };
    this.#bySignature.set(name, entry);
    entry.answers.set(signature(question, holding, keys), answer);
  }
}

/** What the world is as far as these keys go: the changes that touch them, in order; null: all of them. */
function signature(question: HuntQuestion, { changes, date }: Holding, keys: ReadonlySet<WorldKey> | null): string {
  const touching = changes.filter((change) => keys === null || change.edits.some((edit) => keys.has(keyOfEdit(edit))));
  const library = keys === null || keys.has(LIBRARY) ? date : null;
  return JSON.stringify([question.cases, question.identify ?? false, library, touching.map(({ id }) => id)]);
}

const nameOf = (change: string | Change): string => (typeof change === 'string' ? change : change.id);
