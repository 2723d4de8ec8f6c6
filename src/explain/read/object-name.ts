import { ownerAt } from '../../gc/snapshot.js';
import type { MeasuredSnapshot } from '../../gc/snapshot-extent.js';
import type { Observation } from '../observation.js';
import type { Finding } from '../result.js';
import { typeName } from './described.js';
import { compareSnapshots, type Difference, isAdded } from './difference.js';
import type { Graph } from './graph.js';
import { objectText, outsideText, ownName, rootPath, step } from './path.js';
import { harnessOnly } from './root.js';

/** What OBJECT of --ledger means: an object, by its identity; or why it means none. */
export type Resolved = { readonly identity: number } | { readonly problem: string };

const MOST_LISTED = 8;

/**
 * Finds the object that a reader means with words of an explanation: `#1` (its first finding), a type or module by
 * its name, `instance of X` or X for a leaked object of that type, `X#2` for the second of several, or a path.
 */
export function resolveObject(text: string, observation: Observation, findings: readonly Finding[]): Resolved {
  const number = /^#(\d+)$/.exec(text)?.[1];
  if (number !== undefined) return ofFinding(Number(number), findings);
  const difference = compareSnapshots(observation.before, observation.after);
  const [, base = text, nth] = /^(.+)#(\d+)$/.exec(text) ?? [];
  const found = preferLeaked(difference, called(difference, base));
  const chosen = nth === undefined ? found : found.slice(Number(nth) - 1, Number(nth));
  const [object] = chosen;
  if (object === undefined) return { problem: unknown(difference, found, text, base) };
  if (chosen.length > 1) return { problem: ambiguous(difference, base, found) };
  return { identity: difference.after.identity[object] as number };
}

function ofFinding(number: number, findings: readonly Finding[]): Resolved {
  const identity = findings[number - 1]?.identity ?? null;
  if (identity !== null) return { identity };
  if (number >= 1 && number <= findings.length) return { problem: `finding #${number} is about no object` };
  return { problem: findings.length === 0 ? 'there are no findings' : `findings are #1 to #${findings.length}` };
}

/** By the most telling of the ways in which the words can be read. */
function called({ after, graph }: Difference, text: string): number[] {
  const all = Array.from({ length: after.objects.count }, (_, object) => object);
  const ways: ((object: number) => boolean)[] = [
    (object) => ownName(after, object) === text || objectText(after, object) === text,
    (object) => typeName(after, object) === text,
  ];
  for (const way of ways) {
    const found = all.filter(way);
    if (found.length > 0) return found;
  }
  const held = heldBy(after, text);
  return held.length > 0 ? held : atPath(after, graph, all, text);
}

function heldBy(after: MeasuredSnapshot, text: string): number[] {
  const found = new Set<number>();
  for (let reference = 0; reference < after.references.count; reference++) {
    const owner = ownerAt(after, reference);
    if (owner.kind !== 'object' && outsideText(owner) === text) found.add(after.references.target[reference] as number);
  }
  return [...found];
}

/** `X.__mro__[1]`, from any object that is called X. */
function atPath(after: MeasuredSnapshot, graph: Graph, all: readonly number[], text: string): number[] {
  const found = new Set<number>();
  for (const object of all) {
    for (const name of new Set([ownName(after, object), objectText(after, object)])) {
      const isBase = name !== null && text.startsWith(name) && /^[.[]/.test(text.slice(name.length));
      if (isBase) for (const end of follow(after, graph, object, text.slice(name.length))) found.add(end);
    }
  }
  return [...found];
}

function follow(after: MeasuredSnapshot, graph: Graph, object: number, rest: string): number[] {
  if (rest === '') return [object];
  return [...graph.outgoing(object)].flatMap((reference) => {
    const here = step(after, reference);
    const target = after.references.target[reference] as number;
    if (rest.startsWith(here)) return follow(after, graph, target, rest.slice(here.length));
    const attribute = here === '.__dict__' ? /^\.([A-Za-z_]\w*)/.exec(rest) : null;
    if (attribute === null) return [];
    return follow(after, graph, target, `['${attribute[1]}']${rest.slice(attribute[0].length)}`);
  });
}

function preferLeaked(difference: Difference, objects: readonly number[]): readonly number[] {
  const leaked = objects.filter((object) => isAdded(difference, object));
  return leaked.length > 0 ? leaked : objects;
}

function ambiguous({ after, graph }: Difference, base: string, found: readonly number[]): string {
  const listed = found.slice(0, MOST_LISTED).map((object, index) => {
    const [reference] = graph.incoming(object);
    const where = reference === undefined ? 'held by nothing' : rootPath(after, graph, reference);
    return `${base}#${index + 1} (${where})`;
  });
  const more = found.length > listed.length ? ` to ${base}#${found.length}` : '';
  return `${found.length} objects are called that: ${listed.join(', ')}${more}`;
}

function unknown(difference: Difference, found: readonly number[], text: string, base: string): string {
  if (found.length > 0) return `${text}: there ${found.length === 1 ? 'is one' : `are ${found.length}`} called ${base}`;
  const counts = new Map<string, number>();
  const harness = harnessOnly(difference.graph);
  for (const object of difference.beforeOf.keys()) {
    if (!isAdded(difference, object) || harness[object]) continue;
    const name = objectText(difference.after, object);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (counts.size === 0) return 'no object is called that';
  const names = [...counts].slice(0, MOST_LISTED).map(([name, count]) => (count === 1 ? name : `${name} (${count})`));
  const more = counts.size > names.length ? ` and ${counts.size - names.length} more` : '';
  return `no object is called that; leaked are ${names.join(', ')}${more}`;
}
