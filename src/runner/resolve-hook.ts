import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PACKAGE_ROOT } from './package-root.js';

const SPECIFIER = 'refhunt/scenario';

interface ResolveResult {
  readonly url: string;
  readonly shortCircuit?: boolean;
}
type NextResolve = (specifier: string, context: unknown) => ResolveResult;
type RegisterHooks = (hooks: {
  resolve: (specifier: string, context: unknown, next: NextResolve) => ResolveResult;
}) => unknown;

/** For Node versions whose hooks run in a thread of their own, as the text of a module. */
function hookModule(url: string): URL {
  const source = `export async function resolve(specifier, context, next) {
    if (specifier === ${JSON.stringify(SPECIFIER)}) return { url: ${JSON.stringify(url)}, shortCircuit: true };
    return next(specifier, context);
  }`;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

/** Makes `refhunt/scenario` resolve to this refhunt for every importer. */
export function registerResolveHook(): void {
  const url = pathToFileURL(join(PACKAGE_ROOT, 'dist', 'src', 'interp', 'scenario.js')).href;
  const registerHooks = 'registerHooks' in nodeModule ? (nodeModule.registerHooks as RegisterHooks) : undefined;
  if (registerHooks) {
    registerHooks({
      resolve: (specifier, context, next) =>
        specifier === SPECIFIER ? { url, shortCircuit: true } : next(specifier, context),
    });
  } else nodeModule.register(hookModule(url));
}

/**
 * Every `.ts` file is an ES module, also in a folder without a package.json that says so: a scenario can be written
 * anywhere. To be called after tsx is registered, so that it sees what tsx decided.
 */
export function registerTypeScriptAsModules(): void {
  const source = `const typed = /\\.ts(?:$|\\?)/;
  const asModule = (url, result) => (typed.test(url) ? { ...result, format: 'module' } : result);
  export async function resolve(specifier, context, next) {
    const result = await next(specifier, context);
    return asModule(result.url, result);
  }
  export async function load(url, context, next) {
    return next(url, asModule(url, context));
  }`;
  nodeModule.register(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
}
