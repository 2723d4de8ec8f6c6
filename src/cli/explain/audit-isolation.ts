import { isolation } from '../../explain/isolation/isolation.js';
import type { IsolationResult } from '../../explain/isolation/result.js';
import { createPlaceMapper } from '../../explain/source-place.js';
import { isolationText } from '../../report/explain/isolation-text.js';
import { jsonText, SCHEMA_VERSION } from '../../report/json.js';
import { createSink } from '../../report/sink.js';
import { EXIT_BAD_TEST, EXIT_NOT_FOUND, EXIT_OK } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import type { HuntOptions } from '../options/hunt-options.js';
import { huntRequests } from '../requests.js';
import { writeJson } from '../write-json.js';
import { quietly } from './explain-results.js';

const out = createSink(1);
const err = createSink(2);

/** `refhunt audit --isolation`: runs the tests; returns the exit code. */
export async function auditIsolation(options: HuntOptions, cwd: string | null): Promise<number> {
  const mapPlace = createPlaceMapper(cwd);
  const results: IsolationResult[] = [];
  await interruptible(async (signal) => {
    for (const request of await huntRequests(options, cwd, signal)) {
      if (signal.aborted) return;
      results.push(await quietly(() => isolation(request, mapPlace)));
    }
  });
  const bad = results.some(({ shared, fault, problem }) => shared.length > 0 || fault !== null || problem !== null);
  const exitCode = bad ? EXIT_BAD_TEST : EXIT_OK;
  (options.json === '' ? err : out).write(isolationText(results));
  const data = { schemaVersion: SCHEMA_VERSION, exitCode, tests: results };
  const written = writeJson(options.json, cwd, () => jsonText(data));
  return written || bad ? exitCode : EXIT_NOT_FOUND;
}
