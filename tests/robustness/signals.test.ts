import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Ended, fixtures, start, temporaryFolder } from '../support/refhunt.js';

/** Milliseconds until a hunt listens: before, a signal that comes between two scripts ends it with no summary. */
const LISTENS = 1500;
const DIR = fixtures('robustness/ends');

/** Starts a hunt and, once its test runs, calls `act` with the ids of the hunt's process and of the test's. */
async function during(
  args: readonly string[],
  act: (ids: { hunt: number; test: number }) => void,
  command: readonly string[] = [],
): Promise<Ended & { test: number }> {
  const file = join(temporaryFolder(), 'pid');
  const { child, ended } = start([...command, '--testdir', DIR, ...args], { env: { PID_FILE: file } });
  const test = await pidIn(file);
  await setTimeout(LISTENS);
  act({ hunt: child.pid ?? 0, test });
  return { ...(await ended), test };
}

async function pidIn(file: string): Promise<number> {
  for (;;) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (text !== '') return Number(text);
    await setTimeout(20);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a signal in the middle of a hunt', () => {
  const hunts = [
    [[], 'test_waits_long'],
    [['-j2'], 'test_waits_long'],
    [['-j2'], 'test_loops_long'],
    [['--timeout', '100'], 'test_waits_long'],
  ] as const;
  const all = hunts.flatMap(([jobs, test]) =>
    (['SIGINT', 'SIGTERM'] as const).map((signal) => ({ jobs, test, signal })),
  );

  it.each([...all, { jobs: [], test: 'test_loops_long', signal: 'SIGINT' as const }])(
    'ends it with a summary and 130, and no process stays: $signal, $jobs $test',
    async ({ jobs, test, signal }) => {
      const tests = [test, 'test_clean', 'test_timer_left', 'test_waits'];
      const ended = await during([...jobs, ...tests], ({ hunt }) => process.kill(hunt, signal));
      expect(ended.status).toBe(130);
      expect(ended.stdout).toContain('\n== Tests result: INTERRUPTED ==\nTest suite interrupted by signal SIGINT.\n');
      expect(ended.stdout).toContain(' omitted:\n');
      expect(ended.stdout).toMatch(/\nTotal duration: .*\nTests result: INTERRUPTED\n$/);
      expect(isAlive(ended.test)).toBe(false);
    },
  );

  it('is not lost between two short tests: SIGINT', async () => {
    // Of signals to a hunt that had only listeners, a third was lost.
    for (let hunt = 0; hunt < 6; hunt++) {
      const { child, ended, stdout } = start(['-F', '--testdir', fixtures('robustness/long'), 'test_short']);
      while (!stdout().includes('[ 50] ')) await setTimeout(5);
      await setTimeout(LISTENS);
      child.kill('SIGINT');
      const late = globalThis.setTimeout(() => child.kill('SIGKILL'), 20_000);
      const { status, signal } = await ended;
      clearTimeout(late);
      expect([status, signal]).toEqual([130, null]);
    }
  });

  it('ends a loop that lets nothing in when it comes again: SIGINT', async () => {
    const waits = Array.from({ length: 5 }, () => join(DIR, 'test_waits'));
    const { child, ended, stdout } = start([...waits, fixtures('robustness/endless/test_loop_of_awaits')]);
    while (!stdout().includes('[6/6] ')) await setTimeout(5);
    const again = setInterval(() => child.kill('SIGINT'), 500);
    const late = globalThis.setTimeout(() => child.kill('SIGKILL'), 30_000);
    const { signal } = await ended;
    clearInterval(again);
    clearTimeout(late);
    expect(signal).toBe('SIGINT');
  });

  it('in a loop that lets no signal in is acted on at the end of --timeout: SIGTERM', async () => {
    const args = ['--timeout', '2', 'test_loops_long', 'test_clean'];
    const ended = await during(args, ({ hunt }) => process.kill(hunt, 'SIGTERM'));
    expect(ended.stdout).toContain('\n== Tests result: FAILURE, INTERRUPTED ==\n');
    expect(ended.stdout).toContain('\n1 test omitted:\n    test_clean\n');
    expect(ended.status).toBe(2);
  });
});

describe('a signal in the middle of another command', () => {
  const commands = [
    ['fix'],
    ['audit', '--isolation'],
    ['history', '--grid', '-j1'],
    ['bisect', '--cases', '-R', '3:3'],
  ];

  it.each(commands.flatMap((command) => (['SIGINT', 'SIGTERM'] as const).map((signal) => ({ command, signal }))))(
    'ends it with one line and 130: $command, $signal',
    async ({ command, signal }) => {
      const act = ({ hunt }: { hunt: number }): void => void process.kill(hunt, signal);
      const { stderr, status } = await during(['test_waits_long'], act, command);
      expect([status, stderr]).toEqual([130, 'refhunt: interrupted\n']);
    },
  );
});

describe('a worker that is killed from outside', () => {
  it('is replaced, and its test has crashed', async () => {
    const args = ['-j1', 'test_waits_long', 'test_clean'];
    const ended = await during(args, ({ test }) => process.kill(test, 'SIGKILL'));
    expect(ended.stdout).toContain('[1/2/1] test_waits_long crashed (Exit code -9)\n');
    expect(ended.stdout).toContain('[2/2/1] test_clean passed\n');
    expect(ended.stdout).toMatch(/\nTests result: FAILURE\n$/);
    expect(ended.status).toBe(2);
  });
});
