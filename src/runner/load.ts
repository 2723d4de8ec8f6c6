import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Scenario } from '../interp/scenario.js';
import { scenarioIn } from './check-scenario.js';
import { isInside, PACKAGE_ROOT, SHIPPED_SCENARIOS } from './package-root.js';

const COMPILED: Readonly<Record<string, string>> = { '.ts': '.js', '.mts': '.mjs' };

/** The file that Node runs for a scenario: its compiled form, where there is one that is not older. */
export function compiledForm(file: string): string {
  const extension = /\.m?ts$/.exec(file)?.[0];
  if (extension === undefined) return file;
  const script = (path: string): string => `${path.slice(0, -extension.length)}${COMPILED[extension]}`;
  const candidates = [script(file)];
  if (isInside(file, SHIPPED_SCENARIOS)) {
    candidates.unshift(script(join(PACKAGE_ROOT, 'dist', 'scenarios', relative(SHIPPED_SCENARIOS, file))));
  }
  return candidates.find((candidate) => isCurrent(candidate, file)) ?? file;
}

function isCurrent(compiled: string, source: string): boolean {
  return existsSync(compiled) && statSync(compiled).mtimeMs >= statSync(source).mtimeMs;
}

let tsxRegistered = false;

/** TypeScript without a compiled form: tsx is slow to start and so is only loaded here. */
async function registerTsx(): Promise<void> {
  if (tsxRegistered) return;
  tsxRegistered = true;
  const { register } = await import('tsx/esm/api');
  register({ tsconfig: false });
  const { registerTypeScriptAsModules } = await import('./resolve-hook.js');
  registerTypeScriptAsModules();
}

let hookRegistered = false;

/** Wherever a scenario lies, `refhunt/scenario` means the refhunt that runs it. */
async function resolvesFrom(file: string): Promise<void> {
  if (hookRegistered || isInside(file, PACKAGE_ROOT)) return;
  try {
    const found = createRequire(file).resolve('refhunt/scenario');
    if (isInside(found, PACKAGE_ROOT)) return;
  } catch {
    // Not installed there: the hook says where it is.
  }
  hookRegistered = true;
  const { registerResolveHook } = await import('./resolve-hook.js');
  registerResolveHook();
}

const imports = new Map<string, number>();

/** Imports the module anew each time, as regrtest does: state of an earlier run of the test is not seen. */
async function importFresh(file: string): Promise<unknown> {
  const url = pathToFileURL(file);
  const count = imports.get(url.href) ?? 0;
  imports.set(url.href, count + 1);
  if (count > 0) url.searchParams.set('run', String(count));
  return await import(url.href);
}

/** Imports a file of the user or of the shipped scenarios, in whatever form it runs. */
export async function importModule(file: string): Promise<unknown> {
  const script = compiledForm(file);
  if (/\.m?ts$/.test(script)) await registerTsx();
  await resolvesFrom(script);
  try {
    return await importFresh(script);
  } catch (error) {
    throw error instanceof SyntaxError ? await placedSyntaxError(error, script) : error;
  }
}

/** Loads a scenario file; what its code throws comes through, a wrong export is a ScenarioError. */
export async function loadScenario(file: string): Promise<Scenario> {
  return scenarioIn(await importModule(file), file);
}

/** Node does not say where a syntax error of a module is; its checker does. */
async function placedSyntaxError(error: SyntaxError, script: string): Promise<SyntaxError> {
  const { spawnSync } = await import('node:child_process');
  const check = spawnSync(process.execPath, ['--check', script], { encoding: 'utf8', timeout: 10_000 });
  const line = /^(?:file:\/\/)?.*:(\d+)$/m.exec(check.stderr ?? '')?.[1];
  if (line !== undefined) error.stack = `${error.name}: ${error.message}\n    at <module> (${script}:${line}:1)`;
  return error;
}
