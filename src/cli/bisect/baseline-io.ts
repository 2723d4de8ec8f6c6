import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { MeasuredLeak } from '../../bisect/baseline.js';
import { BaselineError, baselineText, parseBaseline } from '../../bisect/baseline-file.js';
import { writeWholeFile } from '../../report/whole-file.js';
import { NotFoundError } from '../not-found.js';
import { UsageError } from '../options/command-line.js';

export function readBaseline(file: string, cwd: string | null): MeasuredLeak[] {
  let text: string;
  try {
    text = readFileSync(cwd === null ? file : resolve(cwd, file), 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/, (open|read).*/, '') : String(error);
    throw new NotFoundError(`refhunt: --baseline ${file}: ${why}; --save-baseline makes one`);
  }
  try {
    return parseBaseline(text);
  } catch (error) {
    if (error instanceof BaselineError) throw new UsageError(`refhunt: --baseline ${file}: ${error.message}`);
    throw error;
  }
}

/** Written whole or not at all. */
export function writeBaseline(option: string, file: string, leaks: readonly MeasuredLeak[], cwd: string | null): void {
  const problem = writeWholeFile(cwd === null ? file : resolve(cwd, file), baselineText(leaks));
  if (problem !== null) throw new UsageError(`refhunt: ${option} ${file}: ${problem}`);
}
