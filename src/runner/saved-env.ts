import type { ProcessState } from '../interp/process.js';

/** One thing that a test changed and left changed. */
export interface EnvironmentChange {
  readonly resource: string;
  readonly before: string;
  readonly after: string;
}

type Saved = ReadonlyMap<string, string>;

/** A value as Python's repr() would show it, near enough to compare and to read. */
function show(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `${show(key)}: ${show(item)}`).join(', ')}}`;
  if (value instanceof Set || Array.isArray(value)) return `[${[...value].map(show).join(', ')}]`;
  return value === null || value === undefined ? 'None' : String(value);
}

/** By the names that regrtest gives them, in its order; what only a test named comes last. */
function save(process: ProcessState): Saved {
  return new Map([
    ['cwd', show(process.cwd)],
    ['os.environ', show(process.environ)],
    ['files', show([...process.files].sort())],
    ['umask', `0o${process.umask.toString(8)}`],
    ...[...process.saved].map(([name, value]): [string, string] => [name, show(value)]),
  ]);
}

/**
 * Remembers the environment; the function it returns tells what has changed since.
 * CPython 3.11 Lib/test/libregrtest/save_env.py: saved_test_environment
 */
export function savedTestEnvironment(process: ProcessState): () => EnvironmentChange[] {
  const before = save(process);
  return () => {
    const after = save(process);
    const names = new Set([...before.keys(), ...after.keys()]);
    return [...names]
      .map((resource) => ({ resource, before: before.get(resource) ?? 'None', after: after.get(resource) ?? 'None' }))
      .filter((change) => change.before !== change.after);
  };
}
