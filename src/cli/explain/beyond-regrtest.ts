// What is told beyond regrtest's lines; what is not asked for is not loaded.
import type { Recorder } from '../../report/hunt-record.js';
import type { TestResult } from '../../runner/result.js';
import type { ExplainContext } from './explain-results.js';

/** `refhunt explain`, --explain: in hunts of their own. */
export async function explain(
  context: ExplainContext,
  recorder: Recorder,
  results: readonly TestResult[],
): Promise<void> {
  const { explainResults } = await import('./explain-results.js');
  const { picture } = context.options;
  const draw = picture && (await import('./explain-pictures.js')).createPictures({ ...context, ...picture });
  for await (const explanation of explainResults(results, context, draw)) recorder.explained(explanation);
}

/** --ledger, --trace-gc: in hunts of their own. */
export async function lookAgain(
  context: ExplainContext,
  recorder: Recorder,
  results: readonly TestResult[],
): Promise<void> {
  const { ledger: object, traceGc } = context.options;
  if (object !== null) {
    const { ledgersOf } = await import('./ledger.js');
    for (const [test, ledger] of await ledgersOf(object, results, context)) recorder.look(test, { ledger });
  }
  if (traceGc !== undefined) {
    const { gcTracesOf } = await import('./gc-trace.js');
    for (const [test, gc] of await gcTracesOf(traceGc, results, context)) recorder.look(test, { gc });
  }
}

/** False: some operation failed and was not handled. */
export async function failEach(context: ExplainContext, recorder: Recorder): Promise<boolean> {
  const { failEachOf } = await import('./fail-each.js');
  let handled = true;
  for await (const result of failEachOf(context)) {
    recorder.failedEach(result);
    handled &&= result.findings.length === 0;
  }
  return handled;
}
