import { CAUSES, type Cause } from '../explain/result.js';
import type { LeakItem } from '../runner/result.js';
import { byIdentity, type MeasuredLeak } from './baseline.js';

const VERSION = 1;
const ITEMS: readonly LeakItem[] = ['references', 'memory blocks', 'file descriptors'];

/** A file that is no baseline; the message says what is wrong with it. */
export class BaselineError extends Error {
  override name = 'BaselineError';
}

/** One entry a line, so that a diff of the file reads well. */
export function baselineText(leaks: readonly MeasuredLeak[]): string {
  const entries = byIdentity(leaks).map(({ identity: { test, kind, subject, slot, item }, references, blocks }) => {
    const identity = { test, kind, subject, slot, ...(item === null ? {} : { item }) };
    return `    ${JSON.stringify({ ...identity, references, blocks })}`;
  });
  return `{\n  "refhuntBaseline": ${VERSION},\n  "leaks": [${entries.length > 0 ? `\n${entries.join(',\n')}\n  ` : ''}]\n}\n`;
}

export function parseBaseline(text: string): MeasuredLeak[] {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw new BaselineError(`no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const version = property(file, 'refhuntBaseline');
  if (version === undefined) throw new BaselineError('this is no baseline of refhunt: "refhuntBaseline" is missing');
  if (version !== VERSION) throw new BaselineError(`a baseline of version ${String(version)} is not understood`);
  const leaks = property(file, 'leaks');
  if (!Array.isArray(leaks)) throw new BaselineError('"leaks" is no list');
  return leaks.map((entry: unknown, index) => parseEntry(entry, `leak ${index + 1}`));
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function parseEntry(entry: unknown, where: string): MeasuredLeak {
  const text = (name: string): string | null => {
    const value = property(entry, name) ?? null;
    if (value !== null && typeof value !== 'string') throw new BaselineError(`${where}: "${name}" is no text`);
    return value;
  };
  const count = (name: string): number => {
    const value = property(entry, name);
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    throw new BaselineError(`${where}: "${name}" is no whole number`);
  };
  const test = text('test');
  if (test === null) throw new BaselineError(`${where}: "test" is missing`);
  const kind = oneOf<Cause>(text('kind'), CAUSES, `${where}: "kind"`);
  const item = oneOf<LeakItem>(text('item'), ITEMS, `${where}: "item"`);
  const identity = { test, kind, subject: text('subject'), slot: text('slot'), item };
  return { identity, references: count('references'), blocks: count('blocks') };
}

function oneOf<T extends string>(value: string | null, known: readonly T[], what: string): T | null {
  if (value === null) return null;
  const found = known.find((each) => each === value);
  if (found === undefined) throw new BaselineError(`${what} is none of ${known.join(', ')}`);
  return found;
}
