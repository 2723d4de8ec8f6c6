import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { CommitGraph } from '../commit-graph.js';
import type { CommitInfo } from '../result.js';
import { type Git, GitError, gitIn } from './git.js';

/** A repository of the user: it is only read. */
export interface Repository {
  readonly git: Git;
  /** Root of the working tree. */
  readonly root: string;
  /** Of a shallow clone, the commits at its edge: what came before them is not there. */
  readonly edge: ReadonlySet<string>;
}

/** The repository that a folder belongs to. */
export async function openRepository(folder: string, signal: AbortSignal): Promise<Repository> {
  const root = (await gitIn(folder, signal)(['rev-parse', '--show-toplevel'])).replace(/\n$/, '');
  if (root === '') throw new GitError('a bare repository has no scenarios to check out');
  const git = gitIn(root, signal);
  const shallow = resolve(root, (await git(['rev-parse', '--git-path', 'shallow'])).trim());
  const edge = existsSync(shallow) ? readFileSync(shallow, 'utf8').split('\n').filter(Boolean) : [];
  return { git, root, edge: new Set(edge) };
}

/** Path of a file or folder from the root, with `/`; undefined: it lies outside of the working tree. */
export function pathInTree({ root }: Repository, path: string): string | undefined {
  const inside = relative(realpathSync(root), realpathSync(path));
  if (isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`)) return undefined;
  return inside.split(sep).join('/');
}

export interface CommitRange {
  readonly good: string;
  readonly bad: string;
}

/** `GOOD..BAD`; without BAD it is HEAD. */
export async function resolveRange(repository: Repository, text: string): Promise<CommitRange> {
  const parts = text.split('..');
  const [from = '', to = ''] = parts;
  if (parts.length !== 2 || from === '' || to.startsWith('.')) {
    throw new GitError(`--git needs GOOD..BAD, not '${text}'`);
  }
  const good = await resolveCommit(repository, from);
  const bad = await resolveCommit(repository, to === '' ? 'HEAD' : to);
  if (good === bad) throw new GitError(`--git ${text}: both ends are ${good.slice(0, 12)}`);
  return { good, bad };
}

async function resolveCommit({ git, edge }: Repository, name: string): Promise<string> {
  try {
    return (await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])).trim();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const shallow = edge.size > 0 ? '; this clone is shallow: `git fetch --unshallow` brings what is older' : '';
    throw new GitError(`no commit named '${name}' here${shallow}`);
  }
}

/** The commits of GOOD..BAD with their parents, newest first. */
export async function commitGraph({ git }: Repository, { good, bad }: CommitRange): Promise<CommitGraph> {
  const lines = (await git(['rev-list', '--topo-order', '--parents', `${good}..${bad}`])).split('\n').filter(Boolean);
  return {
    parents: new Map(
      lines.map((line) => {
        const [commit = '', ...parents] = line.split(' ');
        return [commit, parents] as const;
      }),
    ),
  };
}

/** Where the lines of GOOD and BAD part; undefined: they have nothing in common here. */
export async function mergeBase({ git }: Repository, { good, bad }: CommitRange): Promise<string | undefined> {
  try {
    return (await git(['merge-base', good, bad])).split('\n')[0] || undefined;
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

const FIELDS = ['%H', '%an', '%ad', '%s', '%P'].join('%x00');

export async function commitInfo({ git }: Repository, commit: string): Promise<CommitInfo> {
  const text = await git(['log', '-1', '--no-show-signature', '--date=short', `--format=${FIELDS}`, commit, '--']);
  const [sha = commit, author = '', date = '', subject = '', parents = ''] = text.replace(/\n$/, '').split('\0');
  return { sha, author, date, subject, merge: parents.includes(' ') };
}

/** What a commit changed under a folder, or all of it where it changed nothing there; of a merge, what it resolved. */
export async function changedLines({ git }: Repository, commit: string, folder: string): Promise<string> {
  const show = ['show', '--no-show-signature', '--format=', '--no-color', '--no-ext-diff', '--unified=0', '-M'];
  const here = await git([...show, commit, '--', folder === '' ? '.' : folder]);
  return here.trim() === '' ? await git([...show, commit]) : here;
}

/** The name that a file of a later commit had in an earlier one, where it was renamed in between; else undefined. */
export async function earlierName(
  { git }: Repository,
  path: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<string | undefined> {
  const options = ['--name-status', '-z', '--find-renames=40%', '-l0', '--diff-filter=R', '--no-ext-diff'];
  const words = (await git(['diff', ...options, from, to, '--'])).split('\0');
  for (let index = 0; index + 2 < words.length; index += 3) if (words[index + 2] === path) return words[index + 1];
  return undefined;
}
