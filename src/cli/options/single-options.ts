import type { SingleOptions } from '../../runner/options.js';
import type { HuntOptions } from './hunt-options.js';

/** Of the command line, what each single test needs. */
export function singleOptions(options: HuntOptions): SingleOptions {
  const { style, huntRefleak, patterns, verbose, quiet, pgo, outputOnFailure, failfast, forever } = options;
  const { resources, timeout, strict, untilProved, world, gcStress, harnessInts, heapLimit, end } = options;
  return {
    style,
    huntRefleak,
    patterns,
    verbose,
    quiet,
    pgo,
    outputOnFailure,
    failfast,
    resources,
    timeout,
    strict,
    ...(untilProved && { untilProved }),
    world,
    gcStress,
    harnessInts,
    ...(end && { end }),
    ...(forever && { importsOnce: true }),
    heapLimit,
  };
}
