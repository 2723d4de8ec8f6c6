import { GitError } from '../../bisect/git/git.js';
import type { Ending } from '../../bisect/result.js';
import { bisectJson } from '../../report/bisect/bisect-json.js';
import { progressLine, SILENT } from '../../report/bisect/bisect-progress.js';
import { bisectText } from '../../report/bisect/bisect-text.js';
import { createSink } from '../../report/sink.js';
import { captureConsole } from '../capture-console.js';
import { currentFolder } from '../current-folder.js';
import { EXIT_USAGE } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { NotFoundError } from '../not-found.js';
import { type BisectOptions, readBisectOptions } from '../options/bisect-options.js';
import { readCommandLine, UsageError } from '../options/command-line.js';
import { type HuntOptions, readHuntOptions } from '../options/hunt-options.js';
import { writeJson } from '../write-json.js';
import { runBisect } from './bisect-modes.js';
import type { Bisected } from './bisect-run.js';

const out = createSink(1);
const err = createSink(2);

/** Exit codes of `refhunt bisect`. */
const EXIT_CODES: Readonly<Record<Ending, number>> = { found: 0, nothing: 1, inconclusive: 3 };

/** `refhunt bisect [options] TEST [-- options of regrtest]`: returns the exit code. */
export async function bisect(words: readonly string[]): Promise<number> {
  const cwd = currentFolder();
  const line = readCommandLine(words, 'bisect');
  const options = readBisectOptions(line);
  const hunt = await readHuntOptions(line, cwd);
  const say = (text: string): void => (hunt.json === '' ? err : out).write(text);
  const release = captureConsole(() => {});
  const shown = process.stderr.isTTY && !hunt.quiet;
  const progress = shown ? progressLine(err.write, () => performance.now()) : SILENT;
  try {
    const bisected = await interruptible((signal) => runBisect({ options, hunt, cwd, signal, progress, say }));
    progress.clear();
    return report(bisected, options, hunt, cwd, say);
  } catch (error) {
    progress.clear();
    if (error instanceof GitError) throw new UsageError(`refhunt bisect: ${error.message}`);
    // Exit code 1 says that there is nothing to find.
    if (error instanceof NotFoundError) throw new UsageError(error.message);
    throw error;
  } finally {
    release();
  }
}

function report(
  bisected: readonly Bisected[],
  { all }: BisectOptions,
  { json }: HuntOptions,
  cwd: string | null,
  say: (text: string) => void,
): number {
  say(bisected.map(({ result, commands }) => bisectText(result, commands, { all })).join('\n'));
  const data = bisected.map(({ result, commands }) => bisectJson(result, commands));
  const text = data.length === 1 ? (data[0] ?? '') : `[\n${data.map((each) => each.trimEnd()).join(',\n')}\n]\n`;
  const written = writeJson(json, cwd, () => text);
  const endings = bisected.map(({ result }) => result.ending);
  const ending = (['found', 'inconclusive', 'nothing'] as const).find((each) => endings.includes(each));
  // Exit code 1 says that there is nothing to find.
  return written || ending !== 'found' ? EXIT_CODES[ending ?? 'nothing'] : EXIT_USAGE;
}
