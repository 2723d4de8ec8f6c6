import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CostFact } from '../elementary.js';
import type { LeakFact } from '../leaks/fact.js';
import { C_MODULES, type CModule } from '../leaks/modules.js';

type Source = Pick<CModule, 'source' | 'macros'>;

/** Modules that the cases import, and the one that makes what the costs are asked of. */
const SOURCES: Readonly<Record<string, Source>> = { ...C_MODULES, makers: { source: 'makers.c', macros: [] } };

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Tells whether anything can be compiled. */
const SMALLEST = 'addobject_right';

/** A debug interpreter, with the C modules compiled for it. */
export interface Judge {
  readonly python: string;
  /** As sys.version says. */
  readonly version: string;
  /** Where Python.h is, and how the names of its extension modules end. */
  readonly include: string;
  readonly suffix: string;
  /** Folder of the compiled modules. */
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

/** `why`: it is not installed, or nothing can be compiled for it. */
export function openJudge(python: string): Judge | { readonly why: string } {
  const version = ask(python, 'import sys; sys.gettotalrefcount(); print(sys.version.split()[0])');
  if (version === null) return { why: `${python} is not installed, or is no debug build` };
  const config = ask(python, "import sysconfig as s; print(s.get_path('include'), s.get_config_var('EXT_SUFFIX'))");
  const [include, suffix] = String(config).split(' ') as [string, string];
  const modules = mkdtempSync(join(tmpdir(), 'refhunt-judge-'));
  const judge = { python, version, include, suffix, modules, close: () => rmSync(modules, { recursive: true }) };
  try {
    compile(judge, SMALLEST);
  } catch (error) {
    judge.close();
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { why: `the C modules cannot be compiled: ${why}` };
  }
  return judge;
}

function ask(python: string, code: string): string | null {
  const { status, stdout } = spawnSync(python, ['-c', code], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** Compiles the modules that the code names, each once. */
function compileFor(judge: Judge, code: string): void {
  for (const word of new Set(code.match(/\w+/g))) {
    if (Object.hasOwn(SOURCES, word) && !existsSync(compiled(judge, word))) compile(judge, word);
  }
}

function compile(judge: Judge, name: string): void {
  const { source, macros } = SOURCES[name] as Source;
  const defines = [`NAME=${name}`, ...macros].map((macro) => `-D${macro}`);
  const output = ['-o', compiled(judge, name), here(`../c/${source}`)];
  execFileSync('gcc', ['-shared', '-fPIC', '-O0', `-I${judge.include}`, ...defines, ...output], { stdio: 'pipe' });
}

function compiled({ modules, suffix }: Judge, name: string): string {
  return join(modules, name + suffix);
}

/** Longest time a case may take, in milliseconds. */
const TIMEOUT = 120_000;

/** Runs the code as all that a process does, and has it say what it leaves. */
export function askWhatIsLeft(judge: Judge, code: string): Answer {
  compileFor(judge, code);
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
  compileFor(judge, `${fact.setup ?? ''}\n${fact.code}`);
  return runScript(judge, 'judge.py', { ...fact, warmups, repetitions });
}

/** Measures what the objects of all the facts cost. */
export function askCosts(judge: Judge, facts: readonly CostFact[]): Answer {
  compileFor(judge, facts.map(({ setup }) => setup).join('\n'));
  return runScript(
    judge,
    'costs.py',
    facts.map(({ setup = '', make }) => [setup, make]),
  );
}

function runScript(judge: Judge, script: string, input: unknown): Answer {
  const { status, stdout, stderr } = spawnSync(judge.python, ['-W', 'ignore', here(script)], {
    encoding: 'utf8',
    env: environment(judge),
    input: JSON.stringify(input),
    timeout: TIMEOUT,
  });
  return { status, stdout, stderr };
}
