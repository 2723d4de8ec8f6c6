import { explain } from '../explain/explain.js';
import type { Explanation } from '../explain/result.js';
import { createPlaceMapper } from '../explain/source-place.js';
import type { World } from '../interp/world.js';
import { explainText } from '../report/explain-text.js';
import { loadScenario } from '../runner/load.js';
import type { TestFile } from '../runner/options.js';
import type { TestResult } from '../runner/result.js';
import { captureConsole } from './capture-console.js';
import type { HuntOptions } from './hunt-options.js';
import { interruptSignal } from './interrupt.js';
import { singleOptions } from './single-options.js';

export interface ExplainContext {
  readonly tests: readonly TestFile[];
  readonly world: World;
  readonly cwd: string | null;
  readonly options: HuntOptions;
  readonly write: (text: string) => void;
  /** Pictures, where they are asked for. */
  readonly draw?: ((explanation: Explanation, result: TestResult) => Promise<void>) | undefined;
}

/** Explains every test that leaked, each in hunts of its own, and writes it as it comes. */
export async function* explainResults(
  results: readonly TestResult[],
  context: ExplainContext,
): AsyncGenerator<Explanation> {
  const { signal, dispose } = interruptSignal();
  const mapPlace = createPlaceMapper(context.cwd);
  try {
    for (const result of leakingOf(results)) {
      if (signal.aborted) return;
      const explanation = await quietly(() => explainOne(result, context, mapPlace, signal));
      if (explanation === null) continue;
      context.write(`\n${explainText(explanation)}`);
      await context.draw?.(explanation, result);
      yield explanation;
    }
  } finally {
    dispose();
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

async function explainOne(
  result: TestResult,
  { tests, world, options }: ExplainContext,
  mapPlace: ReturnType<typeof createPlaceMapper>,
  signal: AbortSignal,
): Promise<Explanation | null> {
  const { name } = result;
  const file = tests.find((test) => test.name === name)?.file;
  if (file == null) return null;
  const request = { name, loadScenario: () => loadScenario(file), world, options: singleOptions(options), signal };
  return await explain(request, result, { mapPlace, fixes: options.fixes, full: options.full });
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
