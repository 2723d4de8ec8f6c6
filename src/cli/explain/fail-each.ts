import { failEach } from '../../explain/fail-each/fail-each.js';
import type { FailEachResult } from '../../explain/fail-each/result.js';
import { createPlaceMapper } from '../../explain/source-place.js';
import { progressLine, SILENT } from '../../report/bisect/bisect-progress.js';
import { failEachText } from '../../report/explain/fail-each-text.js';
import { createSink } from '../../report/sink.js';
import { loadScenario } from '../../runner/load.js';
import { singleOptions } from '../options/single-options.js';
import { type ExplainContext, quietly } from './explain-results.js';

const err = createSink(2);

/** Runs each test again for each operation that may fail, and writes what went wrong as it comes. */
export async function* failEachOf({
  tests,
  world,
  cwd,
  options,
  write,
  signal,
}: ExplainContext): AsyncGenerator<FailEachResult> {
  const mapPlace = createPlaceMapper(cwd);
  const single = singleOptions(options);
  for (const { name, file } of tests) {
    if (signal.aborted) return;
    if (file === null) continue;
    const request = { name, loadScenario: () => loadScenario(file), world, options: single, signal };
    const progress = process.stderr.isTTY ? progressLine(err.write, () => performance.now()) : SILENT;
    const onProgress = (done: number, all: number): void => {
      progress.estimate(all - done);
      progress.ran(done + 1);
    };
    const result = await quietly(() => failEach(request, { mapPlace, onProgress }));
    progress.clear();
    write(failEachText(result));
    yield result;
  }
}
