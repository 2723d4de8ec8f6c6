import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measured } from './ours.js';
import { missing, RELEASE, versionOf } from './python.js';
import { type Row, row } from './row.js';

const SEED = 20200403;
const OURS = fileURLToPath(new URL('./ours.js', import.meta.url));
/** Not compiled, so it stands in the sources and not beside this file in dist. */
const THEIRS = fileURLToPath(new URL('../../bench/reference.py', import.meta.url));

/** One measurement of ours.ts beside the same of reference.py. */
export function compared(name: string, measurement: string, count: number, runs: number, note: string): Row {
  const args = [measurement, `${count}`, `${SEED}`, `${runs}`];
  const ours = measured(process.execPath, ['--expose-gc', OURS, ...args]);
  if (versionOf(RELEASE) === undefined) return row(name, ours.ms, missing(RELEASE), ours.bytesPerObject);
  const theirs = measured(RELEASE, [THEIRS, ...args]);
  // The times may be compared only if both sides have done the same.
  if (theirs.collected !== ours.collected) {
    throw new Error(`${name}: CPython collected ${theirs.collected} objects, refhunt ${ours.collected}`);
  }
  return row(name, ours.ms, { ms: theirs.ms, note }, ours.bytesPerObject);
}

function measured(program: string, args: readonly string[]): Measured {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')} ended with exit code ${status}: ${stderr}`);
  return JSON.parse(stdout) as Measured;
}
