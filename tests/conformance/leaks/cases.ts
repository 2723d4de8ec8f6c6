import { RuntimeFault } from '../../../src/gc/fault.js';
import type { Ref } from '../../../src/gc/ref.js';
import type { Stray } from '../../../src/gc/stray.js';
import { finalizeMain } from '../../../src/interp/lifecycle/end.js';
import { leftAtEnd } from '../../../src/interp/lifecycle/left.js';
import { leakLine } from '../../../src/report/regrtest/leak-line.js';
import { verdictOf } from '../../../src/runner/verdict.js';
import type { Session } from '../../support/session.js';
import type { ConformanceCase, Verdict } from '../case.js';
import { itemise } from '../itemise.js';
import { type LeakFact, type MeasuredLeak, readFacts } from './fact.js';
import { hunt, runOnce, sessionOf } from './hunt.js';

const BUILD = '3.11.2';

/** The measured hunts and faults, in the order of the data file. */
export function leakCases(): ConformanceCase[] {
  return readFacts('leaks.json').map((fact) => ({
    family: fact.family,
    name: fact.name,
    build: BUILD,
    run: () => judge(fact),
  }));
}

export function judge(fact: LeakFact): Verdict {
  if (fact.measured) return judgeHunt(fact, fact.measured);
  if (fact.left) return judgeLeft(fact, fact.left);
  if (fact.survives) return judgeSurvivor(fact, fact.survives);
  const [expected, holds] = fact.dies
    ? [`${fact.dies.kind}, blamed on ${fact.dies.names}`, isFault(fact.dies)]
    : [`refused: ${fact.refused}`, (error: Error) => error.message.includes(String(fact.refused))];
  const error = errorOf(fact);
  return { agrees: error !== null && holds(error), expected, actual: error ? textOf(error) : 'no error', items: [] };
}

// --------------------------------------------------------------- hunts

function judgeHunt(fact: LeakFact, measured: MeasuredLeak): Verdict {
  const session = sessionOf(fact);
  const [warmups, runs] = String(fact.runs).split(':').map(Number) as [number, number];
  let items: string[] = [];
  let before = stateOf(session);
  const deltas = hunt(session, fact, {
    warmups,
    runs,
    beforeReading: (index) => {
      if (index === warmups) before = stateOf(session);
      if (index === warmups + 1) items = newSince(session, before);
    },
  });
  const leaks = verdictOf(deltas, warmups).leaks.filter(({ item }) => item !== 'memory blocks');
  const actual = show({
    references: deltas.references.slice(warmups),
    blocks: deltas.blocks.slice(warmups),
    handles: deltas.handles.slice(warmups),
    lines: leaks.map((leak) => leakLine('', leak).trim()),
  });
  const expected = show(measured);
  return { agrees: actual === expected, expected, actual, items };
}

function show({ references, blocks, handles, lines }: MeasuredLeak): string {
  const columns = Object.entries({ references, blocks, handles }).map(
    ([name, deltas]) => `${name} ${deltas.join(', ')}`,
  );
  return [...columns, ...lines].join('; ');
}

interface State {
  /** Live objects, each with how often its slot had been used. */
  readonly objects: ReadonlyMap<Ref, number>;
  readonly strays: ReadonlySet<Stray>;
}

function stateOf(session: Session): State {
  const { heap } = session.runtime;
  const objects = new Map<Ref, number>();
  for (let ref = 1 as Ref; ref < heap.top; ref = (ref + 1) as Ref) {
    if (heap.isLive(ref)) objects.set(ref, heap.reuse[ref] as number);
  }
  return { objects, strays: new Set(session.strays()) };
}

/** What one repetition made and left, reference by reference; then the references that nobody owns. */
function newSince(session: Session, before: State): string[] {
  const { runtime } = session;
  const old = [...before.objects].filter(([ref, reuse]) => runtime.heap.reuse[ref] === reuse);
  const nothing = runtime.holder('runtime', 'nothing');
  const items = itemise(runtime, new Set(old.map(([ref]) => ref)), nothing);
  nothing.release();
  const strays = session.strays().filter((stray) => !before.strays.has(stray));
  const owner = ({ target }: Stray): string => runtime.heap.describe(target);
  return [...items, ...strays.map((stray) => `${stray.delta} x ${stray.reason}: ${stray.owner} -> ${owner(stray)}`)];
}

function judgeLeft(fact: LeakFact, left: NonNullable<LeakFact['left']>): Verdict {
  const session = sessionOf(fact);
  runOnce(session, fact);
  finalizeMain(session.runtime);
  const { total, items } = leftAtEnd(session.runtime);
  const line = ({ references, blocks }: typeof left): string => `[${references} refs, ${blocks} blocks]`;
  const [expected, actual] = [line(left), line(total)];
  const texts = items.map(({ type, owner, references, blocks }) => `${line({ references, blocks })} ${type}, ${owner}`);
  return { agrees: actual === expected, expected, actual, items: texts };
}

// -------------------------------------------------------------- faults

function isFault({ kind, names }: NonNullable<LeakFact['dies']>): (error: Error) => boolean {
  const blamed = new RegExp(`\\b${names}\\b`);
  return (error) => error instanceof RuntimeFault && error.kind === kind && blamed.test(error.message);
}

/** What ends the test, or the process after it; null: nothing does. */
function errorOf(fact: LeakFact): Error | null {
  const session = sessionOf(fact);
  try {
    runOnce(session, fact);
    finalizeMain(session.runtime);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function textOf(error: Error): string {
  return error instanceof RuntimeFault ? `${error.kind}: ${error.message}` : `${error.name}: ${error.message}`;
}

function judgeSurvivor(fact: LeakFact, { object, missing }: NonNullable<LeakFact['survives']>): Verdict {
  const session = sessionOf(fact);
  runOnce(session, fact);
  const differences = session.audit().counts.map(({ name, refcnt, counted }) => `${name} ${refcnt - counted}`);
  const expected = `${object} ${-missing}`;
  return {
    agrees: differences.join() === expected,
    expected,
    actual: differences.join() || 'no difference',
    items: [],
  };
}
