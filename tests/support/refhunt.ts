import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Folder of the project. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The built command line, as a user starts it. */
export const BIN = join(ROOT, 'bin', 'refhunt.js');

/** A folder of scenarios under tests/fixtures. */
export function fixtures(folder: string): string {
  return join(ROOT, 'tests', 'fixtures', folder);
}

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What has come on stdout so far. */
  stdout(): string;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly node?: readonly string[];
}

/** A new folder that is gone when the test is over; `keep` leaves that to the caller. */
export function temporaryFolder(keep = false): string {
  const folder = mkdtempSync(join(tmpdir(), 'refhunt-test-'));
  if (!keep) onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function start(args: readonly string[], { cwd, env, node = [] }: StartOptions = {}): Started {
  const child = spawn(process.execPath, [...node, BIN, ...args], {
    cwd: cwd ?? tmpdir(),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const read = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8');
    child[stream].on('data', (text: string) => {
      read[stream] += text;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, ...read }));
  });
  return { child, ended, stdout: () => read.stdout };
}

/** Runs `refhunt ARGS` to its end. */
export function refhunt(args: readonly string[], options?: StartOptions): Promise<Ended> {
  return start(args, options).ended;
}
