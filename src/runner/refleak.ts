import type { Reading } from '../interp/harness/harness.js';
import type { TestEvent } from './events.js';
import { type Steps, yieldToEventLoop } from './guard.js';
import type { HuntRefleak } from './huntrleaks.js';
import type { Deltas } from './result.js';
import type { Session } from './session.js';
import type { SuiteResult } from './suite.js';

export interface Measurement {
  readonly deltas: Deltas;
  /** Of the last repetition. */
  readonly suite: SuiteResult;
}

export interface RefleakOptions {
  readonly hunt: HuntRefleak;
  readonly session: Session;
  /** False: what the harness's own integers cost is taken out of the deltas. */
  readonly harnessInts: boolean;
  /** Runs the test once; throws where regrtest's test function raises, and the simulated process is then given up. */
  readonly runOnce: () => Steps<SuiteResult>;
  readonly emit: (event: TestEvent) => void;
  /** Called where the counters are read after repetition `index`. */
  readonly look?: ((index: number) => void) | undefined;
}

/** Signals are looked for this often, in milliseconds. */
const BREATHE = 20;

/**
 * Measures: W + N repetitions with a collection after each, counters read right after it. Judging is not done here.
 * To be run under guard, which costs more than a repetition: as few stretches as signals allow.
 * CPython 3.11 Lib/test/libregrtest/refleak.py: dash_R()
 */
export function* measure(options: RefleakOptions): Steps<Measurement> {
  const { hunt, session, runOnce, emit } = options;
  const { warmups, runs } = hunt;
  const repetitions = warmups + runs;
  const references: number[] = [];
  const blocks: number[] = [];
  const handles: number[] = [];
  const own = { references: [] as number[], blocks: [] as number[] };
  const harness = session.beginHarness(repetitions);
  emit({ event: 'repetitions-begun', warmups, runs });
  session.gcCollect();
  let suite: SuiteResult | undefined;
  let breath = performance.now();
  for (let index = 0; index < repetitions; index++) {
    suite = yield* runOnce();
    harness.ran(suite.stats.skipped);
    session.gcCollect();
    options.look?.(index);
    const reading = counted(harness.reading(index), options.harnessInts);
    references.push(reading.references);
    blocks.push(reading.blocks);
    handles.push(reading.handles);
    own.references.push(reading.own?.references ?? 0);
    own.blocks.push(reading.own?.blocks ?? 0);
    const deltas = [reading.references, reading.blocks, reading.handles] as const;
    emit({ event: 'repetition-ended', index, warmups, deltas });
    if (performance.now() - breath > BREATHE) {
      yield yieldToEventLoop();
      breath = performance.now();
    }
  }
  harness.end();
  emit({ event: 'repetitions-ended' });
  return { deltas: { references, blocks, handles, harness: own }, suite: suite as SuiteResult };
}

/** As regrtest counts, or without its own integers. */
function counted(reading: Reading, harnessInts: boolean): Reading {
  const { references, blocks, handles, own } = reading;
  if (harnessInts || !own) return reading;
  return { references: references - own.references, blocks: blocks - own.blocks, handles };
}
