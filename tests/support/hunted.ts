import { type Ended, refhunt, type StartOptions } from './refhunt.js';

export interface HuntedTest {
  readonly name: string;
  readonly state: string;
  readonly reason: string | null;
  readonly problems: readonly { readonly message: string }[];
  readonly leaks: readonly { readonly line: string }[];
}

/** What `--json` tells of a hunt, as far as these tests look. */
export interface Report {
  readonly state: string;
  readonly exitCode: number;
  readonly tests: readonly HuntedTest[];
  readonly summary: { readonly omitted: readonly string[]; readonly interrupted: boolean };
}

export interface Hunted {
  readonly report: Report;
  /** All that was printed for people. */
  readonly text: string;
  readonly status: Ended['status'];
  /** State of a test that ran once. */
  state(name: string): string | undefined;
  /** States of all runs of the test. */
  states(name: string): string[];
}

/** Runs `refhunt --json ARGS`. */
export async function hunted(args: readonly string[], options?: StartOptions): Promise<Hunted> {
  const { stdout, stderr, status, signal } = await refhunt(['--json', ...args], options);
  if (stdout === '') throw new Error(`no JSON; exit code ${status}, signal ${signal}, stderr:\n${stderr}`);
  const report = JSON.parse(stdout) as Report;
  const states = (name: string): string[] =>
    report.tests.filter((test) => test.name === name).map(({ state }) => state);
  return { report, text: stderr, status, state: (name) => states(name)[0], states };
}
