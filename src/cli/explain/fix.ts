import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { explain } from '../../explain/explain.js';
import type { Explanation, Fix } from '../../explain/result.js';
import { createPlaceMapper } from '../../explain/source-place.js';
import { hunt } from '../../explain/try/hunt.js';
import { fixLines } from '../../report/explain/explain-text.js';
import { createSink } from '../../report/sink.js';
import type { State } from '../../runner/result.js';
import { currentFolder } from '../current-folder.js';
import { EXIT_BAD_TEST, EXIT_OK } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { NotFoundError } from '../not-found.js';
import { type CommandLine, readCommandLine, UsageError } from '../options/command-line.js';
import { readHuntOptions, USUAL_HUNT } from '../options/hunt-options.js';
import { huntRequests } from '../requests.js';
import { quietly } from './explain-results.js';

const out = createSink(1);
const err = createSink(2);

/** `refhunt fix [options] TEST --apply N [-o FILE]`: writes fix N of the table as a change that --with reads. */
export async function fix(words: readonly string[]): Promise<number> {
  const cwd = currentFolder();
  const line = readCommandLine(words, 'fix');
  const number = readNumber(line);
  const explanation = await explainOne(line, cwd);
  if (typeof explanation === 'string') {
    err.write(`refhunt: the test ${explanation}: there is nothing to fix\n`);
    return EXIT_BAD_TEST;
  }
  const fixes = explanation.fixes ?? [];
  if (number === null) {
    out.write(`${fixLines(fixes).join('\n')}\n`);
    return EXIT_OK;
  }
  const chosen = fixes.find(({ id }) => id === number);
  if (chosen === undefined) {
    throw new UsageError(`refhunt: --apply ${number}: the table of ${explanation.name} has ${fixes.length} fixes`);
  }
  write(changeOf(explanation, chosen), line.values.get('output')?.at(-1), cwd);
  return EXIT_OK;
}

/** null: only the table is asked for. */
function readNumber(line: CommandLine): number | null {
  const apply = line.values.get('apply')?.at(-1);
  if (apply === undefined) {
    if (line.values.has('output')) throw new UsageError('refhunt: -o names the file of a fix: add --apply N');
    return null;
  }
  if (/^[1-9]\d*$/.test(apply)) return Number(apply);
  throw new UsageError(`refhunt: --apply needs a number from 1 on, not '${apply}'`);
}

/** How a test ends of which nothing can be fixed. */
const ENDED: Partial<Record<State, string>> = {
  FAILED: 'failed',
  UNCAUGHT_EXC: 'crashed',
  SKIPPED: 'is skipped',
  RESOURCE_DENIED: 'is skipped',
  DID_NOT_RUN: 'ran no case',
  TIMEOUT: 'timed out',
};

/** Or what else became of the test. */
async function explainOne(line: CommandLine, cwd: string | null): Promise<Explanation | string> {
  const options = await readHuntOptions(line, cwd, USUAL_HUNT);
  return await interruptible(async (signal) => {
    const requests = await huntRequests(options, cwd, signal);
    const request = requests[0];
    if (request === undefined || requests.length > 1) {
      throw new UsageError(`refhunt: fix takes one test, not ${requests.length}`);
    }
    return await quietly(async () => {
      const { result } = await hunt(request);
      const explanation = await explain(request, result, { mapPlace: createPlaceMapper(cwd), fixes: true });
      return explanation ?? ENDED[result.state] ?? 'does not leak';
    });
  });
}

/** As a history would list it. */
function changeOf({ name }: Explanation, { id, title, verdict, edits }: Fix): unknown {
  return { id: `fix-${id}-of-${name}`, title, status: 'experiment', verdict, edits };
}

function write(change: unknown, file: string | undefined, cwd: string | null): void {
  const text = `${JSON.stringify(change, refuseCode, 2)}\n`;
  if (file === undefined) {
    out.write(text);
    return;
  }
  try {
    writeFileSync(cwd === null ? file : resolve(cwd, file), text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/, open .*/, '') : String(error);
    throw new NotFoundError(`refhunt: -o ${file}: ${reason}`);
  }
}

/** Only plain data, without the places of operations, which would be wrong in another file. */
function refuseCode(key: string, value: unknown): unknown {
  if (key === 'at') return undefined;
  if (typeof value !== 'function') return value;
  throw new UsageError('refhunt: this fix touches an opaque operation (escape), which a change file cannot hold');
}
