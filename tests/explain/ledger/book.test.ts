import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LedgerBook, type OwningSlot } from '../../../src/explain/ledger/book.js';
import type { LedgerEvent, LedgerLine } from '../../../src/explain/ledger/result.js';

const at = (line: number): LedgerEvent => ({
  run: 0,
  phase: 'run',
  collecting: false,
  interpreter: 0,
  place: { file: 'x.ts', line },
  caller: null,
});
const lineOf = (event: LedgerEvent | null): number | null => event?.place?.line ?? null;
const told = ({ incref, decref, owner, count }: LedgerLine): string =>
  `${lineOf(incref)} ${lineOf(decref)} ${owner} x${count}`;

/** Slots that hold until they are emptied. */
function createSlots() {
  const held = new Set<string>();
  const slot = (key: string): OwningSlot => ({ key, text: () => key, holds: () => held.has(key), visited: true });
  return { held, slot };
}

describe('the book of one object', () => {
  it('matches a DECREF with the INCREF of the reference that it gives up, whatever came between', () => {
    const { held, slot } = createSlots();
    const book = new LedgerBook();
    book.incref(at(1));
    held.add('a');
    book.stored(slot('a'));
    book.incref(at(2));
    held.add('b');
    book.stored(slot('b'));
    held.delete('a');
    book.released(slot('a'), at(3));
    const { unmatched, matched } = book.lines([]);
    expect(matched.map(told)).toEqual(['1 3 a x1']);
    expect(unmatched.map(told)).toEqual(['2 null b x1']);
  });

  it('follows a reference from slot to slot', () => {
    const { held, slot } = createSlots();
    const book = new LedgerBook();
    book.incref(at(1));
    book.stored(slot('a'));
    book.incref(at(2));
    book.given(slot('a'));
    held.add('b');
    book.stored(slot('b'));
    book.decref(at(3));
    const { unmatched, matched } = book.lines([]);
    expect(matched.map(told)).toEqual(['2 3 null x1']);
    expect(unmatched.map(told)).toEqual(['1 null b x1']);
  });

  it('gives a stray to the INCREF of the line that lost it', () => {
    const book = new LedgerBook();
    for (const line of [1, 2, 3]) book.incref(at(line));
    const stray = (line: number, owner: string) => ({ delta: 1 as const, owner, file: 'x.ts', line });
    const { unmatched } = book.lines([stray(3, 'z'), stray(1, 'x'), stray(2, 'y')]);
    expect(unmatched.map(told)).toEqual(['1 null nobody (x) x1', '2 null nobody (y) x1', '3 null nobody (z) x1']);
  });

  it('gives what was taken back to its owner when it is known who took it', () => {
    const { held, slot } = createSlots();
    const book = new LedgerBook();
    book.incref(at(1));
    book.decref(at(7));
    held.add('a');
    book.stored(slot('a'));
    const { unmatched, matched } = book.lines([{ delta: -1, owner: 'thief', file: 'x.ts', line: 7 }]);
    expect(matched).toEqual([]);
    expect(unmatched.map(told)).toEqual(['null 7 null x1', '1 null a x1']);
  });

  it('always adds up', () => {
    const step = fc.record({ what: fc.constantFrom('incref', 'decref', 'store', 'give', 'release'), key: fc.nat(3) });
    const steps = fc.array(step, { maxLength: 60 });
    fc.assert(
      fc.property(steps, (all) => {
        const { held, slot } = createSlots();
        const book = new LedgerBook();
        for (const [line, { what, key: number }] of all.entries()) {
          const key = `slot ${number}`;
          if (what === 'incref') book.incref(at(line));
          else if (what === 'decref') book.decref(at(line));
          else if (what === 'store' && !held.has(key)) {
            held.add(key);
            book.stored(slot(key));
          } else if (what === 'give' && held.delete(key)) book.given(slot(key));
          else if (what === 'release' && held.delete(key)) book.released(slot(key), at(line));
        }
        const { unmatched, matched } = book.lines([]);
        const count = (lines: readonly LedgerLine[]): number => lines.reduce((sum, line) => sum + line.count, 0);
        const open = unmatched.filter(({ decref }) => decref === null);
        const taken = unmatched.filter(({ incref }) => incref === null);
        expect(count(matched) + count(open) + book.leftOut).toBe(book.increfs);
        expect(count(matched) + count(taken) + book.leftOut).toBe(book.decrefs);
      }),
    );
  });
});
