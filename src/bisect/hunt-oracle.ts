import type { Change, History } from '../interp/history/change.js';
import { HistoryError } from '../interp/history/find-change.js';
import { chosenFrom, foreignTo, type Holding, holdingAt, worldOf } from '../interp/history/resolve.js';
import { type Asked, HuntMemo, type State } from './hunt-memo.js';
import { type HuntAnswer, type HuntQuestion, type StateQuestion, unresolved } from './hunt-question.js';
import { type Oracle, OutOfTrials } from './trials.js';
import type { WorldKey } from './world-key.js';

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
  readonly #running: (Asked & { readonly end: Promise<void> })[] = [];
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
    let state: State;
    try {
      state = this.#stateOf(question.state);
    } catch (error) {
      if (error instanceof HistoryError) return unresolved(error.message);
      throw error;
    }
    const asked = { question, state };
    for (;;) {
      const known = this.#known(asked);
      if (known !== undefined) return known;
      const same = this.#running.find((other) => this.#memo.maySame(other, asked));
      if (same === undefined) return await this.#run(asked);
      await same.end;
    }
  }

  /** An answer with names serves where none are asked for, and one that does not leak has none. */
  #known({ question, state }: Asked): HuntAnswer | undefined {
    const { identify, ...plain } = question;
    const same = this.#memo.find({ question, state });
    if (same !== undefined) return same;
    const other = this.#memo.find({ question: identify ? plain : { ...plain, identify: true }, state });
    return identify && other?.verdict === 'leaks' ? undefined : other;
  }

  #stateOf({ only, ...request }: StateQuestion): State {
    const { history } = this.#options;
    const key = JSON.stringify([request.at, request.with.map(nameOf), request.without]);
    const whole = this.#holdings.get(key) ?? holdingAt(history, request);
    this.#holdings.set(key, whole);
    const holding = only ? chosenFrom(whole, only) : whole;
    return {
      changes: holding.changes.map(({ id }) => id),
      world: worldOf(history, holding),
      foreign: foreignTo(history, holding),
      partial: holding.partial,
    };
  }

  async #run(asked: Asked): Promise<HuntAnswer> {
    if (this.#runs >= (this.#options.maxRuns ?? Number.POSITIVE_INFINITY)) throw new OutOfTrials();
    this.#runs++;
    this.#options.onRun?.(this.#runs);
    const hunt = this.#options.run(asked.question);
    const running = { ...asked, end: hunt.then(nothing, nothing) };
    this.#running.push(running);
    try {
      const { answer, consulted } = await hunt;
      this.#memo.keep(asked, consulted, answer);
      return answer;
    } finally {
      this.#running.splice(this.#running.indexOf(running), 1);
    }
  }
}

const nameOf = (change: string | Change): string => (typeof change === 'string' ? change : change.id);
const nothing = (): void => {};
