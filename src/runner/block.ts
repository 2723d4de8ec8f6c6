import type { TestEvent } from './events.js';

/** Characters of output that are kept of one test: more than any log can use, less than a string can hold. */
const MOST_OUTPUT = 200_000_000;

/** Characters that Python's stdout holds back where it is no terminal. */
const STDOUT_BUFFER = 8192;

/** What happens inside of one test, kept until the test has ended. */
export class Block {
  readonly #events: TestEvent[] = [];
  /** Text on stderr goes before text on stdout that is not yet flushed: so 3.11 starts its workers. */
  readonly #buffersStdout: boolean;
  readonly #most: number;
  #held = '';
  #printed = 0;
  #dropped = 0;

  constructor(buffersStdout = false, most = MOST_OUTPUT) {
    this.#buffersStdout = buffersStdout;
    this.#most = most;
  }

  add(event: TestEvent): void {
    if (event.event === 'printed') this.#print(event.stream, event.text);
    else {
      this.#flush();
      this.#events.push(event);
    }
  }

  #flush(): void {
    const text = this.#held;
    this.#held = '';
    if (text !== '') this.#push('stdout', text);
  }

  /** Neighbouring pieces of output become one; what is too much is counted only. */
  #print(stream: 'stdout' | 'stderr', text: string): void {
    const room = this.#most - this.#printed;
    const kept = text.length <= room ? text : text.slice(0, room);
    this.#printed += kept.length;
    this.#dropped += text.length - kept.length;
    if (kept === '') return;
    if (stream === 'stderr' || !this.#buffersStdout) this.#push(stream, kept);
    else {
      this.#held += kept;
      if (this.#held.length > STDOUT_BUFFER) this.#flush();
    }
  }

  #push(stream: 'stdout' | 'stderr', text: string): void {
    const last = this.#events.at(-1);
    if (last?.event !== 'printed' || last.stream !== stream) this.#events.push({ event: 'printed', stream, text });
    else this.#events[this.#events.length - 1] = { ...last, text: last.text + text };
  }

  get events(): readonly TestEvent[] {
    this.#flush();
    if (this.#dropped === 0) return this.#events;
    return [...this.#events, { event: 'warning', text: `${this.#dropped} more characters of output were dropped` }];
  }
}
