import type { Observation } from '../observation.js';
import type { Amount, Explanation, Finding } from '../result.js';
import { type Attribution, attribute, type Bucket, type RootGroup } from './attribute.js';
import { contextOf, type NamedCause, plural } from './causes/cause.js';
import { closedTwice, freedCounted, memoryNotFreed, openHandles, stolenTwice } from './causes/counters.js';
import { nameCause } from './causes/name-cause.js';
import { type Difference, isAdded } from './difference.js';
import { gcTable } from './gc-table.js';
import { holderTree } from './holders.js';
import { rootPath } from './path.js';
import { type Held, type PictureOptions, pictureOfHeld, pictureOfIsland } from './picture.js';
import { causeOf, type Root } from './root.js';
import { type Compared, compare } from './roots.js';
import { takeApart } from './sum.js';
import { lastCollectionOf } from './why-kept.js';

export type Reading = Pick<Explanation, 'sum' | 'findings' | 'shared' | 'rest'>;

/** Reads an observation: the sum taken apart, and a finding for each root leak, the largest first. */
export function readObservation(
  observation: Observation,
  options: PictureOptions = { full: false },
  { difference, roots }: Compared = compare(observation),
): Reading {
  const groups = groupByCause(observation, difference, roots.roots);
  const attribution = attribute(difference, roots, groups, observation.sources);
  const sum = takeApart(observation, difference);
  const findings = groups.flatMap((group, number) =>
    group.roots[0]?.fate === 'leak' ? findingOf({ observation, difference, options }, group, number, attribution) : [],
  );
  findings.push(...harnessFinding(observation, attribution), ...counterFindings(observation, attribution));
  findings.sort((left, right) => right.references - left.references || right.blocks - left.blocks);
  const shared = attribution.counts.get('shared') ?? { references: 0, blocks: 0 };
  const total = (key: keyof Amount): number => findings.reduce((all, finding) => all + finding[key], shared[key]);
  const rest = { references: sum.references - total('references'), blocks: sum.blocks - total('blocks') };
  return { sum, findings, shared, rest };
}

interface Group extends RootGroup {
  readonly cause: NamedCause | null;
}

/** Roots that one mistake brings about are one finding. */
function groupByCause(observation: Observation, difference: Difference, roots: readonly Root[]): Group[] {
  const groups = new Map<string, { cause: NamedCause | null; roots: Root[]; objects: number[] }>();
  for (const [number, root] of roots.entries()) {
    const cause = root.fate === 'leak' ? nameCause(contextOf(observation, difference, causeOf(root))) : null;
    const key = root.fate !== 'leak' ? root.fate : cause ? keyOf(cause) : `unknown ${number}`;
    const group = groups.get(key) ?? { cause, roots: [], objects: [] };
    groups.set(key, group);
    group.roots.push(root);
    group.objects.push(...rootObjects(cause, root));
  }
  return [...groups.values()].map((group) => ({ ...group, cause: causeOfAll(group) }));
}

function keyOf({ kind, subject, slot, part, place, together }: NamedCause): string {
  return together ? `${kind} ${subject} ${together.slot}` : `${kind} ${subject} ${slot} ${part?.path} ${place?.line}`;
}

function causeOfAll({ cause, roots }: { cause: NamedCause | null; roots: readonly Root[] }): NamedCause | null {
  const together = roots.length > 1 ? cause?.together : undefined;
  return cause && together ? { ...cause, slot: together.slot, sentence: together.sentence(roots.length) } : cause;
}

/** The object at fault; else what the root holds, or one of an island. */
function rootObjects(cause: NamedCause | null, { kind, objects }: Root): readonly number[] {
  if (cause?.object != null) return [cause.object];
  return kind === 'held' ? objects : objects.slice(0, 1);
}

interface Look {
  readonly observation: Observation;
  readonly difference: Difference;
  readonly options: PictureOptions;
}

function findingOf(
  { observation, difference, options }: Look,
  { cause, roots, objects }: Group,
  number: number,
  attribution: Attribution,
): Finding[] {
  const { references, blocks } = attribution.counts.get(number) ?? { references: 0, blocks: 0 };
  // What leads only to what others keep alive too still is a reason of its own.
  if (references === 0 && blocks === 0 && !attribution.counts.has('shared')) return [];
  const first = causeOf(roots[0] as Root);
  const object = objects[0] ?? -1;
  const { after, graph } = difference;
  const root = after.objects.label[object] ?? '';
  const others = new Set(objects).size - 1;
  const last = lastCollectionOf(observation.collections, after, first.objects);
  return [
    {
      kind: cause?.kind ?? null,
      subject: cause?.subject ?? root,
      slot: cause?.slot ?? null,
      // Of an unknown cause it is at least known where the object was made.
      place: cause === null ? (after.objects.place[object] ?? null) : cause.place,
      part: cause?.part ?? null,
      sentence: cause?.sentence ?? unknownSentence(difference, first),
      references,
      blocks,
      rootReferences: attribution.toRoots.get(number) ?? 0,
      root: others === 0 ? root : `${root} and ${plural(others, 'more object')}`,
      identity: after.identity[object] ?? null,
      holders: holderTree(graph, object, worthShowing(difference, [object], roots)),
      gc: last && first.kind === 'island' ? gcTable(last) : null,
      picture:
        last && first.kind === 'island'
          ? pictureOfIsland(last, options)
          : pictureOfHeld(graph, heldBy(difference, objects, roots), options),
    },
  ];
}

function heldBy(difference: Difference, objects: readonly number[], roots: readonly Root[]): Held {
  const before = causeOf(roots[0] as Root).previous;
  const previous = before < 0 ? -1 : (difference.afterOf[before] as number);
  return { objects, isWorthShowing: worthShowing(difference, objects, roots), previous };
}

/** Of an object that was there before, only what came to hold it in this run. */
function worthShowing(
  difference: Difference,
  objects: readonly number[],
  roots: readonly Root[],
): (reference: number) => boolean {
  const old = new Set(objects.filter((object) => object >= 0 && !isAdded(difference, object)));
  const fresh = new Set(roots.flatMap(({ references }) => references));
  const { target } = difference.after.references;
  return (reference) => !old.has(target[reference] as number) || fresh.has(reference);
}

function unknownSentence({ after, graph }: Difference, root: Root): string {
  const label = after.objects.label[root.objects[0] ?? -1] ?? '?';
  const held =
    root.references.length > 0
      ? `held by ${rootPath(after, graph, root.references[0] as number)}`
      : 'held by nothing that the snapshot shows';
  return `no cause of the list fits: ${label} is ${held}`;
}

/** What the hunt itself keeps: it is in the printed number and no leak of the test. */
function harnessFinding({ after }: Observation, { counts, objects }: Attribution): Finding[] {
  const count = counts.get('harness' satisfies Bucket);
  if (!count || (count.references === 0 && count.blocks === 0)) return [];
  const object = objects.get('harness')?.[0] ?? -1;
  const all = (key: 'references' | 'blocks'): number => [...counts.values()].reduce((sum, each) => sum + each[key], 0);
  return [
    {
      kind: 'harness-only',
      subject: 'regrtest',
      slot: null,
      place: null,
      part: null,
      sentence: `${count.references} of the ${all('references')} references and ${count.blocks} of the ${all('blocks')} blocks are regrtest's own integers: no leak of the test`,
      ...count,
      rootReferences: 0,
      root: after.objects.label[object] ?? '',
      identity: null,
      holders: [],
      gc: null,
      picture: null,
    },
  ];
}

/** Findings that show in counters and hold no object. */
function counterFindings(observation: Observation, { memory }: Attribution): Finding[] {
  const bare = { rootReferences: 0, root: '', identity: null, holders: [], gc: null, picture: null };
  return [
    ...[...openHandles(observation), ...closedTwice(observation)].map(({ object: _, ...cause }) => ({
      ...cause,
      ...bare,
      references: 0,
      blocks: 0,
    })),
    ...[...memory].map(([by, blocks]) => {
      const { object: _, ...cause } = memoryNotFreed(by, blocks, observation);
      return { ...cause, ...bare, references: 0, blocks };
    }),
    ...freedCounted(observation).map(({ cause: { object: _, ...cause }, count }) => ({
      ...cause,
      ...bare,
      references: count,
      blocks: 0,
    })),
    ...stolenTwice(observation).map(({ cause: { object: _, ...cause }, count }) => ({
      ...cause,
      ...bare,
      references: -count,
      blocks: 0,
    })),
  ];
}
