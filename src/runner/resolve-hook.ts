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
