import type { MeasuredLeak } from '../../bisect/baseline.js';
import { readBaseline } from '../bisect/baseline-io.js';
import { type CommandLine, UsageError } from './command-line.js';

/** What is done with the leaks of a hunt when it is over. */
export interface AfterOptions {
  readonly blame: boolean;
  readonly bisectExit: boolean;
  readonly saveBaseline: string | null;
  readonly baseline: Baseline | null;
  readonly updateBaseline: boolean;
}

/** A file of known leaks, read before the hunt so that a wrong one is noticed at once. */
export interface Baseline {
  readonly file: string;
  readonly leaks: readonly MeasuredLeak[];
}

/** Reads --blame, --bisect-exit and the options of baselines; `environment` tells whether this is CI. */
export function readAfterOptions(
  { values, flags }: CommandLine,
  environment: Readonly<Record<string, string | undefined>>,
  cwd: string | null,
): AfterOptions {
  const last = (name: string): string | null => values.get(name)?.at(-1) ?? null;
  const file = last('baseline');
  const options = {
    blame: flags.has('blame'),
    bisectExit: flags.has('bisect-exit'),
    saveBaseline: last('save-baseline'),
    updateBaseline: flags.has('update-baseline'),
  };
  const needing = askedFor(options, file);
  if (needing !== null && !values.has('huntrleaks')) {
    throw new UsageError(`refhunt: ${needing} is about leaks, which only -R looks for: add -R 3:3`);
  }
  checkBaseline(options, file, environment);
  return { ...options, baseline: file === null ? null : { file, leaks: readBaseline(file, cwd) } };
}

type Flags = Omit<AfterOptions, 'baseline'>;

/** The option that needs a hunt for leaks. */
function askedFor({ blame, bisectExit, saveBaseline, updateBaseline }: Flags, baseline: string | null): string | null {
  if (bisectExit) return '--bisect-exit';
  if (blame) return '--blame';
  if (saveBaseline !== null) return '--save-baseline';
  return baseline !== null || updateBaseline ? '--baseline' : null;
}

function checkBaseline(
  { saveBaseline, updateBaseline }: Flags,
  baseline: string | null,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  if (saveBaseline !== null && baseline !== null) {
    throw new UsageError('refhunt: --save-baseline begins a baseline and --baseline uses one: give one of them');
  }
  if (!updateBaseline) return;
  if (baseline === null) throw new UsageError('refhunt: --update-baseline needs the file: add --baseline FILE');
  if (isCi(environment)) {
    throw new UsageError('refhunt: --update-baseline is refused under CI: run it where the file can be looked at');
  }
}

function isCi({ CI }: Readonly<Record<string, string | undefined>>): boolean {
  return CI !== undefined && !['', '0', 'false'].includes(CI.toLowerCase());
}
