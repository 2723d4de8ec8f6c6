import { parseArgs } from 'node:util';
import type { ConformanceCase } from './case.js';
import { elementaryCases } from './elementary.js';
import { leakCases } from './leaks/cases.js';
import { liveLeakCases } from './live/cases.js';
import { liveCostCases } from './live/costs.js';
import { openJudge } from './live/python.js';
import { conformanceReport, judgeAll } from './table.js';

const USAGE = `Usage: npm run conformance [-- [--live] [--python PYTHON] [--sample]]

Compares what refhunt counts with what a debug CPython counted.
  --live            ask an installed interpreter again (compiles the C modules with gcc)
  --python PYTHON   which one: default python3.11-dbg
  --sample          with --live: a few cases of each family only
Exit codes: 0 all agree, 1 some do not, 2 the interpreter cannot be asked.`;

/** Cases of each family that a sample takes: the first, and every so many. A leak takes a process of its own. */
const SAMPLE_STEP = { costs: 4, leaks: 24 } as const;

function main(): number {
  const { values } = parseArgs({
    options: {
      live: { type: 'boolean', default: false },
      python: { type: 'string', default: 'python3.11-dbg' },
      sample: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  return values.live ? askAgain(values.python, values.sample) : report([...elementaryCases(), ...leakCases()]);
}

function askAgain(python: string, sample: boolean): number {
  const judge = openJudge(python);
  if ('why' in judge) {
    console.error(`conformance: ${judge.why}`);
    return 2;
  }
  try {
    const costs = liveCostCases(judge, (all) => (sample ? sampleOf(all, SAMPLE_STEP.costs) : all));
    const leaks = liveLeakCases(judge);
    return report([...costs, ...(sample ? sampleOf(leaks, SAMPLE_STEP.leaks) : leaks)]);
  } finally {
    judge.close();
  }
}

function sampleOf<T extends { readonly family: string }>(cases: readonly T[], step: number): T[] {
  const seen = new Map<string, number>();
  return cases.filter(({ family }) => {
    const index = seen.get(family) ?? 0;
    seen.set(family, index + 1);
    return index % step === 0;
  });
}

function report(cases: readonly ConformanceCase[]): number {
  const judged = judgeAll(cases);
  console.log(conformanceReport(judged));
  return judged.every(({ verdict }) => verdict.agrees) ? 0 : 1;
}

process.exitCode = main();
