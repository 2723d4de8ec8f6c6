import { ledgerOf } from '../explain/ledger/ledger.js';
import type { Ledger } from '../explain/ledger/result.js';
import { createPlaceMapper } from '../explain/source-place.js';
import { ledgerText } from '../report/ledger-text.js';
import { loadScenario } from '../runner/load.js';
import type { TestResult } from '../runner/result.js';
import { type ExplainContext, lastOfEach, quietly } from './explain-results.js';
import { interruptSignal } from './interrupt.js';
import { NotFoundError } from './not-found.js';
import { singleOptions } from './single-options.js';

export interface TestLedger {
  readonly test: string;
  readonly ledger: Ledger;
}

/**
 * Writes the ledger of one object of each leaking test, or of each test where none leaks. A test that has no such
 * object is told of at the end, and is an error if it is so of all.
 */
export async function* ledgersOf(
  object: string,
  results: readonly TestResult[],
  { tests, world, cwd, options, write }: ExplainContext,
): AsyncGenerator<TestLedger> {
  const { signal, dispose } = interruptSignal();
  const mapPlace = createPlaceMapper(cwd);
  const problems: string[] = [];
  let found = 0;
  try {
    for (const result of lastOfEach(results)) {
      const { name } = result;
      const file = tests.find((test) => test.name === name)?.file;
      if (signal.aborted || file == null) continue;
      const request = { name, loadScenario: () => loadScenario(file), world, options: singleOptions(options), signal };
      const ledger = await quietly(() => ledgerOf(request, result, object, { mapPlace }));
      if ('problem' in ledger) {
        problems.push(`refhunt: --ledger ${object}: ${name}: ${ledger.problem}`);
        continue;
      }
      found++;
      write(`\n${ledgerText(name, ledger, options.full)}`);
      yield { test: name, ledger };
    }
  } finally {
    dispose();
  }
  if (found === 0 && problems.length > 0) throw new NotFoundError(problems.join('\n'));
  for (const problem of problems) write(`\n${problem}\n`);
}
