import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Repository } from './repository.js';

/** A working tree of its own with an index of its own: nothing of it is seen in the user's repository. */
export interface Checkout {
  readonly dir: string;
  /** Puts the files of a commit there. */
  to(commit: string): Promise<void>;
  remove(): void;
}

/**
 * `git worktree` would enter the tree in the user's repository, where it stays when the process is killed; so the files
 * are read into a separate index and folder, which touches neither HEAD nor index nor tree nor refs.
 */
export function createCheckout({ git, root }: Repository): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'refhunt-bisect-'));
  const dir = join(folder, 'tree');
  mkdirSync(dir);
  const remove = (): void => {
    process.removeListener('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  // An interrupt that cannot wait ends the process: then too nothing is left behind.
  process.on('exit', remove);
  const index = { GIT_INDEX_FILE: join(folder, 'index') };
  const place = ['-c', 'core.sparseCheckout=false', '-c', 'core.splitIndex=false', `--work-tree=${dir}`];
  return {
    dir,
    to: async (commit) => {
      await git([...place, 'read-tree', '--reset', '-u', commit], index);
      linkPackages(root, dir);
    },
    remove,
  };
}

/** Scenarios may import packages that are installed beside them and that no commit holds. */
function linkPackages(root: string, dir: string): void {
  const installed = join(root, 'node_modules');
  const link = join(dir, 'node_modules');
  if (existsSync(installed) && !existsSync(link)) symlinkSync(installed, link, 'junction');
}
