import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refhunt-user-'));
  mkdirSync(join(folder, 'scenarios'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The scenario that the README shows. */
function readmeScenario(): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  return /```ts\n(\/\/ scenarios\/test_mine\.ts[\s\S]*?)```/.exec(readme)?.[1] ?? '';
}

function refhunt(...args: string[]) {
  return spawnSync(process.execPath, [join(root, 'bin', 'refhunt.js'), ...args], { cwd: folder, encoding: 'utf8' });
}

describe("a user's scenario", () => {
  it('in TypeScript runs from a folder that has no package.json, and leaks what the README says', () => {
    writeFileSync(join(folder, 'scenarios', 'test_mine.ts'), readmeScenario());
    const run = refhunt('-R', '3:3', 'test_mine');
    expect(run.stderr).toContain('test_mine leaked [1, 1, 1] references, sum=3\n');
    expect(run.status).toBe(2);
  });
});
