import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LeakFact } from '../leaks/fact.js';
import { C_MODULES } from '../leaks/modules.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A debug interpreter, with the C modules compiled for it. */
export interface Judge {
  readonly python: string;
  /** As sys.version says. */
  readonly version: string;
  readonly modules: string;
  readonly close: () => void;
}

/** How a process of the judge ended. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit code; null: killed by a signal. */
  readonly status: number | null;
}

/** null: it is not installed, or nothing can be compiled for it; `why` says which. */
export function openJudge(python: string): Judge | { readonly why: string } {
  const version = ask(python, 'import sys; sys.gettotalrefcount(); print(sys.version.split()[0])');
  if (version === null) return { why: `${python} is not installed, or is no debug build` };
  const config = ask(python, "import sysconfig as s; print(s.get_path('include'), s.get_config_var('EXT_SUFFIX'))");
  const modules = mkdtempSync(join(tmpdir(), 'refhunt-judge-'));
  const [include, suffix] = String(config).split(' ') as [string, string];
  try {
    for (const name of Object.keys(C_MODULES)) compile(name, include, join(modules, name + suffix));
  } catch (error) {
    rmSync(modules, { recursive: true });
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { why: `the C modules cannot be compiled: ${why}` };
  }
  return { python, version, modules, close: () => rmSync(modules, { recursive: true }) };
}

function ask(python: string, code: string): string | null {
  const { status, stdout } = spawnSync(python, ['-c', code], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

function compile(name: string, include: string, output: string): void {
  const { source, macros } = C_MODULES[name] as (typeof C_MODULES)[string];
  const defines = [`NAME=${name}`, ...macros].map((macro) => `-D${macro}`);
  const options = ['-shared', '-fPIC', '-O1', `-I${include}`, ...defines, '-o', output, here(`../c/${source}`)];
  execFileSync('gcc', options, { stdio: 'pipe' });
}

/** Longest time a case may take, in milliseconds. */
const TIMEOUT = 120_000;

/** Runs the code as all that a process does, and has it say what it leaves. */
export function askWhatIsLeft(judge: Judge, code: string): Answer {
  const { status, stdout, stderr } = spawnSync(judge.python, ['-X', 'showrefcount', '-c', code], {
    encoding: 'utf8',
    env: environment(judge),
    timeout: TIMEOUT,
  });
  return { status, stdout, stderr };
}

function environment({ modules }: Judge): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONPATH: modules, PYTHONDONTWRITEBYTECODE: '1', LC_ALL: 'C.UTF-8' };
}

/** Runs the case in a process of its own. */
export function askJudge(judge: Judge, fact: LeakFact, warmups: number, repetitions: number): Answer {
  const { status, stdout, stderr } = spawnSync(judge.python, ['-W', 'ignore', here('judge.py')], {
    encoding: 'utf8',
    env: environment(judge),
    input: JSON.stringify({ ...fact, warmups, repetitions }),
    timeout: TIMEOUT,
  });
  return { status, stdout, stderr };
}
