import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DEBUG, missing, versionOf } from './python.js';
import { type Reference, type Row, row } from './row.js';

export const BIN = fileURLToPath(new URL('../../bin/refhunt.js', import.meta.url));
const HUNT = ['-R', '3:3', 'test_threading'];
/** The cases that the scenario test_threading models; the rest of the real test is about threads. */
const MODELLED = ['-m', 'SubinterpThreadingTests'];
const RUNS = 15;
const PYTHON_RUNS = 3;
const OK = [0];
/** A leak is what the hunt is there to find. */
const OK_OR_LEAK = [0, 2];

export type Command = readonly [program: string, ...args: string[]];

/** `refhunt --version` against `node -e 0`, and the hunt against the same. Runs alternate, so that both see one machine. */
export function startRows(): Row[] {
  const bare: Command = [process.execPath, '-e', '0'];
  const version: number[] = [];
  const hunt: number[] = [];
  const node: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    node.push(milliseconds(bare, OK));
    version.push(milliseconds([process.execPath, BIN, '--version'], OK));
    hunt.push(milliseconds([process.execPath, BIN, ...HUNT], OK_OR_LEAK));
  }
  const warm = (times: number[]): number[] => times.slice(1);
  const against = (what: string): Reference => ({ ms: warm(node), note: `${what} against node -e 0` });
  return [
    row('startup', warm(version), against('refhunt --version')),
    row('hunt-from-bare-node', warm(hunt), against(`refhunt ${HUNT.join(' ')}`)),
    row('hunt', warm(hunt), realHunt()),
  ];
}

function realHunt(): Reference {
  if (versionOf(DEBUG) === undefined) return missing(DEBUG);
  const command: Command = [DEBUG, '-m', 'test', ...HUNT, ...MODELLED];
  const ms: number[] = [];
  for (let run = 0; run < PYTHON_RUNS; run++) ms.push(milliseconds(command, OK_OR_LEAK));
  return { ms, note: `refhunt ${HUNT.join(' ')} against ${command.join(' ')}` };
}

export function milliseconds([program, ...args]: Command, expected: readonly number[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  const elapsed = performance.now() - start;
  if (status === null || !expected.includes(status)) {
    throw new Error(`${[program, ...args].join(' ')} ended with exit code ${status}: ${stderr}`);
  }
  return elapsed;
}
