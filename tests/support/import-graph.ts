import { posix } from 'node:path';

/** Path from the project's root (forward slashes) -> text. */
export type Sources = ReadonlyMap<string, string>;

export interface Import {
  readonly from: string;
  readonly specifier: string;
  /** The project's own file that is meant, or undefined for a package or a node: module. */
  readonly target: string | undefined;
  readonly typeOnly: boolean;
  /** `import('x')`: loaded when the call is reached, not at start. */
  readonly dynamic: boolean;
}

const STATIC = /^[ \t]*(?:import|export)\s+(type\s+)?(?:[\w$*{},\s]+?\bfrom\s*)?(['"])([^'"\n]+)\2/gm;
const DYNAMIC = /(?<![.\w$])import\(\s*(['"])([^'"\n]+)\1/g;
const COMMENT_OR_STRING = /(\/\*[\s\S]*?\*\/|\/\/[^\n]*)|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

/** Comments become blanks of the same number of lines; strings stay, so that `'http://'` begins no comment. */
export function withoutComments(text: string): string {
  return text.replace(COMMENT_OR_STRING, (match, comment: string | undefined) =>
    comment === undefined ? match : comment.replace(/[^\n]/g, ' '),
  );
}

/** Quoted strings become empty ones; template literals stay, for they may hold code. */
export function withoutQuotedStrings(text: string): string {
  return text.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''");
}

export function importsOf(path: string, sources: Sources): Import[] {
  const code = withoutComments(sources.get(path) ?? '');
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean, dynamic: boolean): void => {
    found.push({ from: path, specifier, target: resolve(path, specifier, sources), typeOnly, dynamic });
  };
  for (const match of code.matchAll(STATIC)) add(match[3] ?? '', match[1] !== undefined, false);
  for (const match of code.matchAll(DYNAMIC)) add(match[2] ?? '', false, true);
  return found;
}

/** `./x.js` means x.ts where there is one; `refhunt/scenario` is the package's own public face. */
function resolve(from: string, specifier: string, sources: Sources): string | undefined {
  if (specifier === 'refhunt/scenario') return 'src/interp/scenario.ts';
  if (!specifier.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(from), specifier);
  const typed = path.replace(/\.js$/, '.ts');
  return sources.has(typed) ? typed : path;
}

/** Every group of files that reach each other by imports, types included (Tarjan's strongly connected components). */
export function cyclesOf(sources: Sources): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (path: string): void => {
    index.set(path, index.size);
    low.set(path, index.size - 1);
    stack.push(path);
    const targets = importsOf(path, sources).flatMap(({ target }) => target ?? []);
    for (const target of targets.filter((candidate) => sources.has(candidate))) {
      if (!index.has(target)) visit(target);
      if (stack.includes(target)) low.set(path, Math.min(low.get(path) ?? 0, low.get(target) ?? 0));
    }
    if (low.get(path) !== index.get(path)) return;
    const group = stack.splice(stack.indexOf(path));
    if (group.length > 1 || targets.includes(path)) cycles.push(group.sort());
  };
  for (const path of sources.keys()) if (!index.has(path)) visit(path);
  return cycles;
}

/** The packages that are in memory before `entry` has run its first line: values only, nothing behind `import()`. */
export function packagesLoadedAtStart(entry: string, sources: Sources): string[] {
  const seen = new Set<string>([entry]);
  const packages = new Set<string>();
  for (const path of seen) {
    for (const { specifier, target, typeOnly, dynamic } of importsOf(path, sources)) {
      if (typeOnly || dynamic) continue;
      if (target !== undefined) seen.add(target);
      else if (!specifier.startsWith('node:')) packages.add(specifier);
    }
  }
  return [...packages].sort();
}
