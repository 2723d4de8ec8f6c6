import { explain } from '../../explain/explain.js';
import { recordLedgers } from '../../explain/ledger/record.js';
import type { Explanation } from '../../explain/result.js';
import { createPlaceMapper } from '../../explain/source-place.js';
import type { HuntRequest } from '../../explain/try/hunt.js';
import type { World } from '../../interp/world.js';
import { explainText } from '../../report/explain/explain-text.js';
import { loadScenario } from '../../runner/load.js';
import type { TestFile } from '../../runner/options.js';
import type { TestResult } from '../../runner/result.js';
import { captureConsole } from '../capture-console.js';
import type { HuntOptions } from '../options/hunt-options.js';
import { singleOptions } from '../options/single-options.js';
import type { createPictures, RecordLedgers } from './explain-pictures.js';

export interface ExplainContext {
  readonly tests: readonly TestFile[];
  readonly world: World;
  readonly cwd: string | null;
  readonly options: HuntOptions;
  readonly write: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Explains every test that leaked, each in hunts of its own, and writes it as it comes; `draw`: pictures of it. */
export async function* explainResults(
  results: readonly TestResult[],
  context: ExplainContext,
  draw: ReturnType<typeof createPictures> | undefined,
): AsyncGenerator<Explanation> {
  const mapPlace = createPlaceMapper(context.cwd);
  for (const result of leakingOf(results)) {
    if (context.signal.aborted) return;
    const request = requestOf(result, context);
    if (request === null) continue;
    const { fixes, full } = context.options;
    const explanation = await quietly(() => explain(request, result, { mapPlace, fixes, full }));
    if (explanation === null) continue;
    context.write(`\n${explainText(explanation)}`);
    const { repetition } = explanation;
    const ledgers: RecordLedgers = (identities) =>
      quietly(() => recordLedgers(request, identities, { repetition, mapPlace }));
    await draw?.(explanation, result, ledgers);
    yield explanation;
  }
}

/** Each leaking test once: by the last of its runs. */
function leakingOf(results: readonly TestResult[]): TestResult[] {
  const last = new Map(results.map((result) => [result.name, result]));
  return [...last.values()].filter(({ leaks }) => leaks.length > 0);
}

/** What can be looked at: each leaking test once; where none leaks, each that was measured. */
export function lastOfEach(results: readonly TestResult[]): TestResult[] {
  const leaking = leakingOf(results);
  if (leaking.length > 0) return leaking;
  return [...new Map(results.map((result) => [result.name, result])).values()].filter(({ deltas }) => deltas !== null);
}

/** The hunt of a test once more; null: it has no file. */
export function requestOf(
  { name }: TestResult,
  { tests, world, options, signal }: Pick<ExplainContext, 'tests' | 'world' | 'options' | 'signal'>,
): HuntRequest | null {
  const file = tests.find((test) => test.name === name)?.file;
  if (file == null) return null;
  return { name, loadScenario: () => loadScenario(file), world, options: singleOptions(options), signal };
}

/** What the test prints was printed when it was hunted. */
export async function quietly<T>(body: () => Promise<T>): Promise<T> {
  const release = captureConsole(() => {});
  try {
    return await body();
  } finally {
    release();
  }
}
