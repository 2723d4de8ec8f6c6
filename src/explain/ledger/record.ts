import type { Holder } from '../../gc/holder.js';
import type { Ref } from '../../gc/ref.js';
import { identityOf } from '../../gc/snapshot-extent.js';
import type { Runtime } from '../../interp/runtime.js';
import type { OpenSession } from '../../runner/open-session.js';
import type { Session } from '../../runner/session.js';
import { outsideText, stepText } from '../read/path.js';
import type { SourcePlace } from '../result.js';
import { type BodySource, type Sources, sourcesOf } from '../sources.js';
import { type HuntRequest, hunt } from '../try/hunt.js';
import type { LedgerBook } from './book.js';
import type { Ledger, LedgerEvent, LedgerLine } from './result.js';
import { type LedgerWatch, type Names, watchObjects } from './watch.js';

export interface RecordOptions {
  /** Number of the repetition at whose end the ledgers end, from 0. */
  readonly repetition: number;
  /** From places as the engine saw them to those of the source. */
  readonly mapPlace: (place: SourcePlace) => SourcePlace;
}

/** Runs the hunt again, identical but for an observer, and returns the ledgers of the objects with these identities. */
export async function recordLedgers(
  request: HuntRequest,
  identities: ReadonlySet<number>,
  options: RecordOptions,
): Promise<Map<number, Ledger>> {
  const ledgers = new Map<number, Ledger>();
  if (identities.size === 0) return ledgers;
  const wrap = (session: OpenSession): Session => {
    const { runtime } = session;
    const watch = watchObjects(runtime, identities, namesIn(runtime));
    const onReading = (index: number): void => {
      if (index === options.repetition) finish(runtime, watch, options, ledgers);
      watch.run = index + 1;
    };
    return {
      ...session,
      beginHarness: (repetitions) => {
        watch.run = 0;
        return session.beginHarness(repetitions, onReading);
      },
    };
  };
  await hunt(request, wrap, { tracesPlaces: true });
  return ledgers;
}

function namesIn({ heap }: Runtime): Names {
  const object = (ref: Ref): string => {
    const label = heap.describe(ref);
    const slots = heap.types[heap.type[ref] as number];
    return slots && label === slots.name && slots.fixed.includes('ob_type') ? `instance of ${label}` : label;
  };
  return {
    object,
    slot: (ref, slot) => stepText(heap.slotName(ref, slot)),
    field: ({ kind, name }: Holder, field) => outsideText({ kind, name, field }),
  };
}

function finish(
  runtime: Runtime,
  watch: LedgerWatch,
  { repetition, mapPlace }: RecordOptions,
  ledgers: Map<number, Ledger>,
): void {
  const { heap } = runtime;
  const complete = completer(sourcesOf(runtime.world), mapPlace);
  const names = namesIn(runtime);
  for (const [ref, book] of watch.books()) {
    if (!heap.isLive(ref)) continue;
    const { unmatched, matched } = book.lines(watch.strays(ref));
    ledgers.set(identityOf(heap, ref), {
      object: names.object(ref),
      repetition,
      ...countsOf(book),
      refcnt: heap.countedRefcnt(ref),
      unmatched: unmatched.map(complete),
      matched: matched.map(complete),
    });
  }
}

function countsOf({ increfs, decrefs, leftOut }: LedgerBook): Pick<Ledger, 'increfs' | 'decrefs' | 'leftOut'> {
  return { increfs, decrefs, leftOut };
}

/** Adds the C function of each place, and turns the places into those of the source. */
function completer(sources: Sources, mapPlace: RecordOptions['mapPlace']): (line: LedgerLine) => LedgerLine {
  const callers = callersByPlace(sources);
  const event = (event: LedgerEvent | null): LedgerEvent | null =>
    event && {
      ...event,
      place: event.place && mapPlace(event.place),
      caller: (event.place && callers.get(placeKey(event.place))) ?? null,
    };
  return (line) => ({ ...line, incref: event(line.incref), decref: event(line.decref) });
}

const placeKey = ({ file, line }: SourcePlace): string => `${file}:${line}`;

function callersByPlace({ modules, types }: Sources): Map<string, string> {
  const bodies = [
    ...types.flatMap(({ traverse, clear, dealloc }) => [traverse, clear, dealloc]),
    ...modules.flatMap(({ traverse, clear, free, code }) => [traverse, clear, free, ...code]),
  ].filter((body): body is BodySource => body !== null);
  const callers = new Map<string, string>();
  for (const { name, touches, calls } of bodies) {
    for (const { place } of [...touches, ...calls]) if (place) callers.set(placeKey(place), name);
  }
  return callers;
}
