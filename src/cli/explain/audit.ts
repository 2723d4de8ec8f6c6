import { audit as auditDescriptions } from '../../explain/audit/audit.js';
import type { AuditResult } from '../../explain/audit/result.js';
import { subjectsOf } from '../../explain/audit/subjects.js';
import { createPlaceMapper } from '../../explain/source-place.js';
import { resolveState } from '../../interp/history/resolve.js';
import { auditJson } from '../../report/explain/audit-json.js';
import { auditText } from '../../report/explain/audit-text.js';
import { jsonText } from '../../report/json.js';
import { createSink } from '../../report/sink.js';
import { drawPlain, loadBoxes } from '../../report/text-table.js';
import { scenarioDir } from '../../runner/find.js';
import { openHistory, requestOf } from '../../runner/load-world.js';
import { selectTests } from '../../runner/select.js';
import { currentFolder } from '../current-folder.js';
import { EXIT_BAD_TEST, EXIT_NOT_FOUND, EXIT_OK } from '../exit-codes.js';
import { NotFoundError } from '../not-found.js';
import { readCommandLine } from '../options/command-line.js';
import { type HuntOptions, readHuntOptions } from '../options/hunt-options.js';
import { writeJson } from '../write-json.js';

const out = createSink(1);
const err = createSink(2);

/** `refhunt audit [options] [SCENARIO|all]`: returns the exit code. */
export async function audit(words: readonly string[]): Promise<number> {
  const cwd = currentFolder();
  const line = readCommandLine(words, 'audit');
  const options = await readHuntOptions(line, cwd);
  if (line.flags.has('isolation')) {
    const { auditIsolation } = await import('./audit-isolation.js');
    return await auditIsolation(allMeansNone(options), cwd);
  }
  const result = await auditOf(options, cwd);
  const exitCode = result.gaps.length + result.problems.length > 0 ? EXIT_BAD_TEST : EXIT_OK;
  const say = options.json === '' ? err : out;
  const draw = process.stdout.isTTY && say === out ? await loadBoxes() : drawPlain;
  say.write(auditText(result, draw));
  const written = writeJson(options.json, cwd, () => jsonText(auditJson(result, exitCode)));
  return written || exitCode !== EXIT_OK ? exitCode : EXIT_NOT_FOUND;
}

async function auditOf(options: HuntOptions, cwd: string | null): Promise<AuditResult> {
  const dir = scenarioDir(options.testdir, cwd);
  if (dir === undefined) throw new NotFoundError(`refhunt: --testdir ${options.testdir}: no such folder`);
  const { names: words } = allMeansNone(options);
  const all = words.length === 0;
  const tests = await selectTests({ dir, cwd, words, fromfile: null, exclude: false, start: null, seed: null });
  const open = await openHistory(dir);
  const { name: state, world } = resolveState(open.history, requestOf(open, options.world, cwd));
  const { subjects, problems } = await subjectsOf({ tests, all, history: open.history, world });
  return auditDescriptions({ state, world, subjects, problems, mapPlace: createPlaceMapper(cwd) });
}

/** No name stands for every test. */
function allMeansNone(options: HuntOptions): HuntOptions {
  return options.names.includes('all') ? { ...options, names: [] } : options;
}
