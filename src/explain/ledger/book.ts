import type { Ledger, LedgerEvent, LedgerLine } from './result.js';

/** Kinds of pairs that are kept apart; a counter of the core (None) has more. */
const MOST_KINDS = 2000;

/** One reference between its INCREF and its DECREF. */
interface Entry {
  readonly incref: LedgerEvent | null;
  /** Who owned it last. */
  owner: string | null;
}

/** A slot or field that owns a reference to the object. */
export interface OwningSlot {
  /** The same for the same slot of the same owner. */
  readonly key: string;
  /** Words for it, asked for while the owner is still there. */
  readonly text: () => string;
  /** It still does: memory that is freed as it is gives nothing up. */
  readonly holds: () => boolean;
  readonly visited: boolean | null;
}

/** References that nobody owns, or that were taken away: from where the simulated process noted that. */
export interface BookStray {
  readonly delta: 1 | -1;
  readonly owner: string;
  readonly file: string | null;
  readonly line: number | null;
}

type Pair = { -readonly [K in keyof LedgerLine]: LedgerLine[K] };

/**
 * Follows the references to one object from slot to slot, so that a DECREF is matched with the INCREF of the very
 * reference that it gives up. A reference in no slot is a C local: of several, the last one goes first.
 */
export class LedgerBook {
  increfs = 0;
  decrefs = 0;
  leftOut = 0;
  readonly #loose: Entry[] = [];
  readonly #slots = new Map<string, { slot: OwningSlot; entry: Entry }>();
  /** Slots that took a reference over before another one gave it up: items that move in their array. */
  readonly #wanting: OwningSlot[] = [];
  readonly #pairs = new Map<string, Pair>();
  /** DECREFs that found no reference, and those that turned out to be somebody else's. */
  readonly #taken: LedgerEvent[] = [];
  readonly #closed: { readonly entry: Entry; readonly decref: LedgerEvent }[] = [];

  incref(event: LedgerEvent): void {
    this.increfs++;
    this.#loose.push({ incref: event, owner: null });
  }

  /** Of a local reference. */
  decref(event: LedgerEvent): void {
    this.decrefs++;
    const entry = this.#loose.pop();
    if (entry === undefined) this.#taken.push(event);
    else this.#close(entry, event);
  }

  /** tp_dealloc gives up a slot, without clearing it first. */
  released(slot: OwningSlot, event: LedgerEvent): void {
    this.given(slot);
    this.decref(event);
  }

  /** A slot has come to own a reference. */
  stored(slot: OwningSlot): void {
    const orphan = this.#slots.get(slot.key);
    if (orphan) this.#loose.unshift(orphan.entry);
    const entry = this.#loose.pop();
    if (entry === undefined) this.#wanting.push(slot);
    else this.#slots.set(slot.key, { slot, entry });
  }

  /** A slot does not own its reference any more: whoever emptied it does. */
  given(slot: Pick<OwningSlot, 'key'>): void {
    const held = this.#slots.get(slot.key);
    if (held === undefined) {
      this.#forgetWanting(slot.key);
      return;
    }
    this.#slots.delete(slot.key);
    held.entry.owner = held.slot.text();
    const wanting = this.#wanting.pop();
    if (wanting) this.#slots.set(wanting.key, { slot: wanting, entry: held.entry });
    else this.#loose.push(held.entry);
  }

  #forgetWanting(key: string): void {
    const at = this.#wanting.findIndex((wanting) => wanting.key === key);
    if (at >= 0) this.#wanting.splice(at, 1);
  }

  #close(entry: Entry, decref: LedgerEvent): void {
    this.#closed.push({ entry, decref });
    if (this.#closed.length > MOST_KINDS) this.#fold();
  }

  #fold(): void {
    for (const { entry, decref } of this.#closed.splice(0)) {
      this.#pair({ count: 1, incref: entry.incref, decref, owner: entry.owner, visited: null });
    }
  }

  #pair(line: LedgerLine): void {
    const key = JSON.stringify([line.incref, line.decref, line.owner && withoutNumbers(line.owner)]);
    const known = this.#pairs.get(key);
    if (known) {
      known.count += line.count;
      return;
    }
    if (this.#pairs.size >= MOST_KINDS) this.#leaveOutOldest();
    this.#pairs.set(key, { ...line });
  }

  #leaveOutOldest(): void {
    for (const [key, { count }] of this.#pairs) {
      this.#pairs.delete(key);
      this.leftOut += count;
      return;
    }
  }

  /** The end: what is unmatched, and the pairs. */
  lines(strays: readonly BookStray[]): Pick<Ledger, 'unmatched' | 'matched'> {
    this.#undoTaken(strays.filter(({ delta }) => delta === -1));
    this.#fold();
    const held: LedgerLine[] = [];
    for (const { slot, entry } of this.#slots.values()) {
      if (slot.holds()) held.push(lineOf(entry.incref, slot.text(), slot.visited));
      else this.#loose.unshift(entry);
    }
    for (const slot of this.#wanting.filter((wanting) => wanting.holds())) {
      const entry = this.#loose.shift();
      if (entry) held.push(lineOf(entry.incref, slot.text(), slot.visited));
    }
    const lost = this.#lostLines(strays.filter(({ delta }) => delta === 1));
    const taken = this.#taken.map(
      (decref): LedgerLine => ({ count: 1, incref: null, decref, owner: null, visited: null }),
    );
    return { unmatched: tellingFirst(folded([...taken, ...lost, ...held])), matched: [...this.#pairs.values()] };
  }

  /**
   * A DECREF of what its function did not own was matched with a reference of somebody else: the pair was none. That
   * reference goes to the DECREF that found nothing when its owner released it, else it is still owned.
   */
  #undoTaken(strays: readonly BookStray[]): void {
    const others = [...this.#taken];
    const taken: LedgerEvent[] = [];
    for (const stray of strays) {
      const already = others.findIndex((event) => isAt(event, stray));
      if (already >= 0) {
        taken.push(...others.splice(already, 1));
        continue;
      }
      const at = this.#closed.findIndex(({ decref }) => isAt(decref, stray));
      const [pair] = at < 0 ? [] : this.#closed.splice(at, 1);
      if (pair === undefined) continue;
      taken.push(pair.decref);
      this.#reopen(pair.entry, others.shift());
    }
    this.#taken.splice(0, Number.POSITIVE_INFINITY, ...taken, ...others);
  }

  #reopen(entry: Entry, decref: LedgerEvent | undefined): void {
    if (decref !== undefined) {
      this.#close(entry, decref);
      return;
    }
    const wanting = this.#wanting.pop();
    if (wanting) this.#slots.set(wanting.key, { slot: wanting, entry });
    else this.#loose.push(entry);
  }

  /** What is in no slot, with the words of the stray that was noted for it: that of the same line, else the next. */
  #lostLines(strays: readonly BookStray[]): LedgerLine[] {
    const left = [...strays];
    const take = (at: number): BookStray | undefined => (at < 0 ? undefined : left.splice(at, 1)[0]);
    const samePlace = this.#loose.map(({ incref }) =>
      take(left.findIndex((stray) => incref !== null && isAt(incref, stray))),
    );
    return this.#loose.map(({ incref, owner }, index) => {
      const stray = samePlace[index] ?? left.shift();
      const was = owner === null ? '' : ` (was ${owner})`;
      return lineOf(incref, stray ? `nobody (${stray.owner})` : `nobody${was}`, null);
    });
  }
}

function isAt({ place }: LedgerEvent, { file, line }: BookStray): boolean {
  return place !== null && place.line === line && place.file === file;
}

function lineOf(incref: LedgerEvent | null, owner: string, visited: boolean | null): LedgerLine {
  return { count: 1, incref, decref: null, owner, visited };
}

/** What nobody owns before roots, those before slots that hide their reference; of these, the latest. */
function tellingFirst(lines: readonly LedgerLine[]): LedgerLine[] {
  const weight = ({ incref, owner, visited }: LedgerLine): number => {
    if (incref === null) return 0;
    if (visited === null) return owner?.startsWith('nobody') ? 1 : 2;
    return visited ? 4 : 3;
  };
  const run = ({ incref, decref }: LedgerLine): number => incref?.run ?? decref?.run ?? -1;
  return lines.toSorted((left, right) => weight(left) - weight(right) || run(right) - run(left));
}

/** `[3]` and `[4]` are items of one array. */
function withoutNumbers(owner: string): string {
  return owner.replace(/\[\d+\]/g, '[]').replace(/ \d+/g, '');
}

function folded(lines: readonly LedgerLine[]): LedgerLine[] {
  const byKey = new Map<string, Pair>();
  for (const line of lines) {
    const key = JSON.stringify([line.incref, line.decref, line.owner && withoutNumbers(line.owner), line.visited]);
    const known = byKey.get(key);
    if (known) known.count += line.count;
    else byKey.set(key, { ...line });
  }
  return [...byKey.values()];
}
