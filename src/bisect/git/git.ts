import { execFile } from 'node:child_process';

/** What git says against a request, in one line; the message is for the user. */
export class GitError extends Error {
  override name = 'GitError';
}

const MOST_OUTPUT = 256 * 1024 * 1024;

/** Variables that a hook or an alias sets and that would lead git to another tree or index than the one here. */
const MISLEADING = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_OBJECT_DIRECTORY',
  'GIT_NAMESPACE',
];

/** No hook runs, no lock is taken that somebody else could want, and messages are in English. */
const QUIET = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'advice.detachedHead=false',
];

/** Runs a git command and gives its output; a failure is a GitError. */
export type Git = (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>;

export function gitIn(cwd: string, signal: AbortSignal): Git {
  return (args, env = {}) => run(cwd, signal, args, env);
}

function run(
  cwd: string,
  signal: AbortSignal,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !MISLEADING.includes(name));
  const options = {
    cwd,
    signal,
    maxBuffer: MOST_OUTPUT,
    env: { ...Object.fromEntries(inherited), LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', ...env },
  };
  const settings = QUIET.flatMap((setting) => ['-c', setting]);
  return new Promise((resolve, reject) => {
    execFile('git', [...settings, ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(errorOf(error, stderr));
    });
  });
}

function errorOf(error: Error & { code?: unknown }, stderr: string): Error {
  if (error.name === 'AbortError') return error;
  if (error.code === 'ENOENT') return new GitError('git is not installed, or the current folder is gone');
  const line = stderr.split('\n').find((text) => /^(fatal|error): /.test(text)) ?? stderr.split('\n')[0] ?? '';
  return new GitError(`git: ${line.replace(/^(fatal|error): /, '') || error.message}`);
}
