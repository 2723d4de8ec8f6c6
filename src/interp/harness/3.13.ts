import type { Runtime } from '../runtime.js';
import { beginHarness, type Harness, immortalSmallInt, type OnReading } from './harness.js';

/** Calibrated: a recorded `-R 1:1` shows one reference and one block more in the second repetition than the statements make. */
const START_UP_RESIDUE = 1;

/** Small ints are immortal and count nowhere, larger ones do wherever the harness keeps them. */
export function beginHarness313(runtime: Runtime, repetitions: number, onReading?: OnReading): Harness {
  return beginHarness(runtime, repetitions, {
    makeInt: immortalSmallInt,
    residue: START_UP_RESIDUE,
    keepsResult: true,
    onReading,
  });
}
