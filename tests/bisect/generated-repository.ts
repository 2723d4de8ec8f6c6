import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const REFHUNT = join(ROOT, 'bin', 'refhunt.js');

/** Files by path; undefined deletes. */
export type Files = Readonly<Record<string, string | undefined>>;

/** A scenario that appends so many objects to a list of `__main__` in each run. */
export function scenario(leaks: number, comment = ''): string {
  return `${comment}import { defineScenario } from 'refhunt/scenario';
const LEAKS = ${leaks};
export default defineScenario({
  cases: {
    'MineTests.test_one': (t) => {
      if (!t.has('LEAKED')) t.assign('LEAKED', t.list());
      for (let n = 0; n < LEAKS; n++) t.append(t.name('LEAKED'), t.object());
    },
  },
});
`;
}

export const BROKEN = 'export default defineScenario({\n';

/** A repository of the user, made for one test. */
export class GeneratedRepository {
  readonly dir: string;
  #clock = 0;

  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), 'refhunt-repository-'));
    this.git('init', '--quiet', '--initial-branch=main');
  }

  git(...args: string[]): string {
    const when = `2024-01-01T00:00:${String(this.#clock).padStart(2, '0')}Z`;
    const identity = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org' };
    const committer = { GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org' };
    return execFileSync('git', args, {
      cwd: this.dir,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...identity, ...committer, GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when },
    }).trim();
  }

  write(files: Files): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(this.dir, dirname(path)), { recursive: true });
      if (text === undefined) rmSync(join(this.dir, path));
      else writeFileSync(join(this.dir, path), text);
    }
  }

  /** Commits the files; returns the commit. */
  commit(subject: string, files: Files): string {
    this.#clock++;
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', subject);
    return this.git('rev-parse', 'HEAD');
  }

  refhunt(...args: string[]): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, [REFHUNT, ...args], { cwd: this.dir, encoding: 'utf8' });
  }

  /** All that a user could see change: HEAD, branches, index, tree, worktrees, leftovers. */
  state(): string {
    return [
      this.git('rev-parse', 'HEAD'),
      this.git('symbolic-ref', 'HEAD'),
      this.git('for-each-ref'),
      this.git('ls-files', '--stage'),
      this.git('status', '--porcelain', '--untracked-files=all'),
      this.git('worktree', 'list'),
      this.git('diff'),
    ].join('\n');
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
