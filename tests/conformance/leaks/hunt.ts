import { collect } from '../../../src/gc/collect.js';
import { GENERATIONS } from '../../../src/gc/gc-state.js';
import { beginHarness311 } from '../../../src/interp/harness/3.11.js';
import type { Deltas } from '../../../src/runner/result.js';
import { openSession, type Session } from '../../support/session.js';
import type { LeakFact } from './fact.js';
import { scenarioOf } from './scenario.js';

/** support.gc_collect() collects this often. */
const COLLECTIONS = 3;

export function sessionOf(fact: LeakFact): Session {
  const { extensions = [], modules } = scenarioOf(fact);
  return openSession({ extensions, ...(Array.isArray(modules) && { modules }) });
}

/** One repetition of the test. */
export function runOnce(session: Session, fact: LeakFact): void {
  for (const test of Object.values(scenarioOf(fact).cases)) session.run((t) => void test(t));
}

export interface HuntOptions {
  readonly warmups: number;
  readonly runs: number;
  /** Called between the clean-up of repetition `index` and its reading. */
  readonly beforeReading?: (index: number) => void;
}

/** All deltas of `-R warmups:runs`, as the harness of 3.11 reads them. */
export function hunt(session: Session, fact: LeakFact, { warmups, runs, beforeReading }: HuntOptions): Deltas {
  const { runtime } = session;
  const repetitions = warmups + runs;
  const harness = beginHarness311(runtime, repetitions);
  const deltas = { references: [] as number[], blocks: [] as number[], handles: [] as number[] };
  for (let index = 0; index < repetitions; index++) {
    runOnce(session, fact);
    for (let n = 0; n < COLLECTIONS; n++) collect(runtime.heap, runtime.current.gc, GENERATIONS - 1);
    beforeReading?.(index);
    const reading = harness.reading(index);
    deltas.references.push(reading.references);
    deltas.blocks.push(reading.blocks);
    deltas.handles.push(reading.handles);
  }
  harness.end();
  return deltas;
}
