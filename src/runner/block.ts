import type { TestEvent } from './events.js';

/** Characters of output that are kept of one test: more than any log can use, less than a string can hold. */
const MOST_OUTPUT = 200_000_000;

/** What happens inside of one test, kept until the test has ended. */
export class Block {
  readonly #events: TestEvent[] = [];
  readonly #most: number;
  #printed = 0;
  #dropped = 0;

  constructor(most = MOST_OUTPUT) {
    this.#most = most;
  }

  add(event: TestEvent): void {
    if (event.event === 'printed') this.#print(event.stream, event.text);
    else this.#events.push(event);
  }

  /** Neighbouring pieces of output become one; what is too much is counted only. */
  #print(stream: 'stdout' | 'stderr', text: string): void {
    const room = this.#most - this.#printed;
    const kept = text.length <= room ? text : text.slice(0, room);
    this.#printed += kept.length;
    this.#dropped += text.length - kept.length;
    if (kept === '') return;
    const last = this.#events.at(-1);
    if (last?.event !== 'printed' || last.stream !== stream)
      this.#events.push({ event: 'printed', stream, text: kept });
    else this.#events[this.#events.length - 1] = { ...last, text: last.text + kept };
  }

  get events(): readonly TestEvent[] {
    if (this.#dropped === 0) return this.#events;
    return [...this.#events, { event: 'warning', text: `${this.#dropped} more characters of output were dropped` }];
  }
}
