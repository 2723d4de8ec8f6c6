import { count } from '../report/count.js';
import { jsonText, SCHEMA_VERSION } from '../report/json.js';
import { printable, printableLines } from '../report/printable.js';
import type { Chunk } from '../report/regrtest/chunk.js';
import { stderr, stdout } from '../report/regrtest/chunk.js';
import { printlist } from '../report/regrtest/printlist.js';
import { selectCases } from '../runner/cases.js';
import { loadScenario } from '../runner/load.js';
import type { TestFile } from '../runner/options.js';
import { EXIT_BAD_TEST, EXIT_NO_TESTS_RAN, EXIT_NOT_FOUND, EXIT_OK } from './exit-codes.js';
import type { HuntOptions } from './options/hunt-options.js';

export interface Listing {
  readonly chunks: readonly Chunk[];
  /** What --json says instead of the lines. */
  readonly json: string;
  readonly exitCode: number;
}

interface Listed {
  readonly name: string;
  /** null: nobody asked for them, or they are not known. */
  readonly cases: readonly string[] | null;
  readonly skipped: boolean;
  readonly problem: string | null;
}

/** `--list-tests` and `--list-cases`: what would run, one name on each line. */
export async function list(options: HuntOptions, tests: readonly TestFile[]): Promise<Listing> {
  const listed: Listed[] = [];
  for (const test of tests) listed.push(await listOne(options, test));
  const known = listed.filter(({ problem }) => problem === null);
  const lines = options.listCases ? known.flatMap(({ cases }) => cases ?? []) : known.map(({ name }) => name);
  const problems = listed.flatMap(({ problem }) => problem ?? []);
  const skipped = listed.filter(({ skipped }) => skipped).map(({ name }) => name);
  const nothing = lines.length === 0 && problems.length === 0 && skipped.length === 0;
  return {
    chunks: [
      stdout(lines.map((line) => `${printable(line)}\n`).join('')),
      stderr(skippedText(skipped)),
      stderr(problems.map((problem) => `refhunt: ${printableLines(problem)}\n`).join('')),
      stderr(nothing ? `refhunt: there is no ${options.listCases ? 'case' : 'test'} to list\n` : ''),
    ],
    json: jsonText({ schemaVersion: SCHEMA_VERSION, tests: known.map(({ name, cases }) => ({ name, cases })) }),
    exitCode: exitCode(tests, problems, nothing),
  };
}

function exitCode(tests: readonly TestFile[], problems: readonly string[], nothing: boolean): number {
  if (tests.some(({ file }) => file === null)) return EXIT_NOT_FOUND;
  if (problems.length > 0) return EXIT_BAD_TEST;
  return nothing ? EXIT_NO_TESTS_RAN : EXIT_OK;
}

/** CPython 3.11 Lib/test/libregrtest/main.py: Regrtest.list_cases() */
function skippedText(skipped: readonly string[]): string {
  return skipped.length === 0 ? '' : `\n${count(skipped.length, 'test')} skipped:\n${printlist(skipped)}`;
}

async function listOne({ listCases, style, patterns, resources }: HuntOptions, test: TestFile): Promise<Listed> {
  const { name, file, suggestion } = test;
  const bare: Listed = { name, cases: null, skipped: false, problem: null };
  if (file === null) {
    const hint = suggestion === null ? '' : `; did you mean '${suggestion}'?`;
    return { ...bare, problem: `no test named '${name}'${hint}` };
  }
  if (!listCases) return bare;
  try {
    const scenario = await loadScenario(file);
    // 3.13 lists without having read -u: no resource is denied.
    const denied = style === '3.11' && scenario.requires !== undefined && !resources.includes(scenario.requires);
    if (denied || scenario.skip !== undefined) return { ...bare, skipped: true };
    const cases = selectCases(name, scenario, style, patterns).map((method) => `${name}.${method}`);
    return { ...bare, cases };
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { ...bare, problem: `${name} cannot be loaded: ${why}` };
  }
}
