import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(dir, 'package.json'))) {
    const parent = dirname(dir);
    if (parent === dir) throw new Error('refhunt is installed without its package.json');
    dir = parent;
  }
  return dir;
}

/** Folder of refhunt itself, whether its sources or their compiled form run. */
export const PACKAGE_ROOT = findRoot();

export const SHIPPED_SCENARIOS = join(PACKAGE_ROOT, 'scenarios');

/** `a/b` is inside of `a`; symbolic links are followed where the path exists. */
export function isInside(path: string, dir: string): boolean {
  return `${realpath(path)}${sep}`.startsWith(`${realpath(dir)}${sep}`);
}

function realpath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
