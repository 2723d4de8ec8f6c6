import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Leak lines and exit code of a hunt for shipped scenarios. */
function hunt(...args: string[]) {
  const command = ['bin/refhunt.js', '-R', '3:3:/dev/null', ...args];
  const run = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { leaks: run.stderr.match(/^.* leaked .*$/gm) ?? [], status: run.status };
}

describe('the scenarios that show the API', () => {
  it('leak one reference for each instance whose type is not released', () => {
    expect(hunt('test_first_extension')).toEqual({
      leaks: ['test_first_extension leaked [1, 1, 1] references, sum=3'],
      status: 2,
    });
  });

  it('are clean once it is, and where there are only cycles', () => {
    expect(hunt('test_first_extension_fixed', 'test_clean_cycle')).toEqual({ leaks: [], status: 0 });
  });
});
