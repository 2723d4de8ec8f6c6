import { basename, relative } from 'node:path';
import type { BisectResult, CasesResult, ChangesResult } from '../../bisect/result.js';
import type { PastedCommands } from '../../report/bisect/bisect-json.js';
import { shellCommand } from '../../report/shell-words.js';
import type { MatchPattern } from '../../runner/options.js';
import { type HuntOptions, USUAL_HUNT } from '../options/hunt-options.js';

/** What a hunt is given besides its options: where it stands in the history, and which cases run. */
interface Variant {
  readonly at?: string | null;
  readonly with?: readonly string[];
  readonly without?: readonly string[];
  readonly patterns?: readonly MatchPattern[];
}

/** How this refhunt was started: by its name, or by the path of its script. */
export function programWords(argv: readonly string[], cwd: string | null): string[] {
  const script = argv[1] ?? 'refhunt';
  if (!basename(script).endsWith('.js')) return [basename(script)];
  return ['node', cwd === null ? script : relative(cwd, script) || script];
}

/** The words of a hunt that measures as this one did. */
export function huntWords(options: HuntOptions, test: string, variant: Variant = {}): string[] {
  const { huntRefleak, world, style, testdir, gcStress, resources } = options;
  const { warmups, runs } = huntRefleak ?? USUAL_HUNT;
  const at = variant.at === undefined ? world.at : variant.at;
  const patterns = variant.patterns ?? options.patterns;
  return [
    '-R',
    `${warmups}:${runs}`,
    ...(style === '3.11' ? [] : ['--style', style]),
    ...(testdir === null ? [] : ['--testdir', testdir]),
    ...(gcStress === 0 ? [] : [`--gc-stress=${gcStress}`]),
    ...resources.flatMap((resource) => ['-u', resource]),
    ...(at === null ? [] : ['--at', at]),
    ...(variant.with ?? world.with).flatMap((change) => ['--with', change]),
    ...(variant.without ?? world.without).flatMap((change) => ['--without', change]),
    ...patterns.flatMap(({ pattern, accept }) => [accept ? '-m' : '-i', pattern]),
    test,
  ];
}

const NONE: PastedCommands = { shows: null, gone: null };

/** The commands that show the leak, and show it gone; `withoutLeak` was run and found clean. */
export function commandsFor(
  result: BisectResult,
  options: HuntOptions,
  program: readonly string[],
  withoutLeak: Variant | null,
): PastedCommands {
  const command = (variant: Variant): string => shellCommand([...program, ...huntWords(options, result.test, variant)]);
  switch (result.mode) {
    case 'history': {
      const id = result.first?.to.at;
      return id === undefined ? NONE : { shows: command({ at: id }), gone: command({ at: `${id}^` }) };
    }
    case 'changes':
      if (result.bad.answer.verdict !== 'leaks') return NONE;
      return { shows: command({ at: result.bad.at }), gone: withoutLeak && command(withoutLeak) };
    case 'cases':
      if (result.sets.length === 0) return NONE;
      return {
        shows: command({ patterns: accepting(leakingCases(result)) }),
        gone: withoutLeak && command(withoutLeak),
      };
    case 'git': {
      const sha = result.first?.commit.sha;
      if (sha === undefined) return NONE;
      const range = `${sha.slice(0, 12)}^..${sha.slice(0, 12)}`;
      const both = shellCommand([...program, 'bisect', '--git', range, ...huntWords(options, result.test)]);
      return { shows: both, gone: both };
    }
  }
}

const accepting = (cases: readonly string[]): MatchPattern[] => cases.map((pattern) => ({ pattern, accept: true }));

export function leakingCases({ sets, cases }: CasesResult): string[] {
  return cases.filter((id) => sets.some((set) => set.cases.includes(id)));
}

/** How the leak of BAD goes away: by the best repair, or else without one of the culprits. */
export function ways(result: ChangesResult, options: HuntOptions): Variant[] {
  const { world } = options;
  const at = result.bad.at;
  const repairs = result.repairs.map(({ changes }): Variant => {
    const ids = changes.map(({ id }) => id);
    return { at, with: [...world.with, ...ids], without: world.without.filter((name) => !ids.includes(name)) };
  });
  const [culprits] = result.leaks.flatMap(({ sets }) => sets);
  const without = (culprits?.changes ?? []).map(({ id }): Variant => ({ at, without: [...world.without, id] }));
  return [...repairs, ...without];
}
