import type { Runtime } from '../runtime.js';
import { beginHarness, countedInt, type Harness, type OnReading } from './harness.js';

/** Every int is counted: the second repetition of a hunt shows six references more than the test leaks. */
export function beginHarness311(runtime: Runtime, repetitions: number, onReading?: OnReading): Harness {
  return beginHarness(runtime, repetitions, { makeInt: countedInt, residue: 0, keepsResult: false, onReading });
}
