import type { TestEvent } from './events.js';
import { type GuardOptions, runGuarded, yieldToEventLoop } from './guard.js';
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
  readonly guard: GuardOptions;
  /** Runs the test once; throws where regrtest's test function raises, and the simulated process is then given up. */
  readonly runOnce: () => Promise<SuiteResult>;
  readonly emit: (event: TestEvent) => void;
}

/** Signals are looked for this often, in milliseconds. */
const BREATHE = 20;

/**
 * Measures: W + N repetitions with a collection after each, counters read right after it. Judging is not done here.
 * CPython 3.11 Lib/test/libregrtest/refleak.py: dash_R()
 */
export async function measure({ hunt, session, guard, runOnce, emit }: RefleakOptions): Promise<Measurement> {
  const { warmups, runs } = hunt;
  const repetitions = warmups + runs;
  const references: number[] = [];
  const blocks: number[] = [];
  const handles: number[] = [];
  const harness = session.beginHarness(repetitions);
  emit({ event: 'repetitions-begun', warmups, runs });
  session.gcCollect();
  let suite: SuiteResult | undefined;
  let breath = performance.now();
  for (let index = 0; index < repetitions; index++) {
    suite = await runOnce();
    const { skipped } = suite.stats;
    const reading = runGuarded(() => {
      harness.ran(skipped);
      session.gcCollect();
      return harness.reading(index);
    }, guard);
    references.push(reading.references);
    blocks.push(reading.blocks);
    handles.push(reading.handles);
    const deltas = [reading.references, reading.blocks, reading.handles] as const;
    emit({ event: 'repetition-ended', index, warmups, deltas });
    if (performance.now() - breath > BREATHE) {
      await yieldToEventLoop();
      breath = performance.now();
    }
  }
  harness.end();
  emit({ event: 'repetitions-ended' });
  return { deltas: { references, blocks, handles }, suite: suite as SuiteResult };
}
