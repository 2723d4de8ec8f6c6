import { readFileSync } from 'node:fs';
import type { World } from '../../src/interp/world.js';
import { BUILDS, type BuildName, worldOf } from '../support/worlds.js';
import { createBench } from './bench.js';
import type { ConformanceCase, Verdict } from './case.js';
import { measure } from './measure.js';
import { classes } from './recipes/classes.js';
import { containers } from './recipes/containers.js';
import { functions } from './recipes/functions.js';
import { furtherClasses } from './recipes/further-classes.js';
import { furtherInstances } from './recipes/further-instances.js';
import { furtherObjects } from './recipes/further-objects.js';
import { heapTypes } from './recipes/heap-types.js';
import { instances } from './recipes/instances.js';
import { library } from './recipes/library.js';
import { modules } from './recipes/modules.js';
import { plain } from './recipes/plain.js';
import type { Recipe, Recipes } from './recipes/recipe.js';

/** Costs of 1, 10 and 100 objects. */
interface Measured {
  readonly references: readonly number[];
  readonly blocks: readonly number[];
  /** GC-tracked objects of one. */
  readonly tracked?: number;
}

interface Fact {
  readonly name: string;
  readonly measured: Readonly<Partial<Record<BuildName, Measured>>>;
}

const COUNTS = [1, 10, 100] as const;

const FAMILIES: Readonly<Record<string, Recipes>> = {
  'plain objects': plain,
  containers,
  functions,
  classes,
  instances,
  'heap types': heapTypes,
  modules,
  'library objects': library,
  'further objects': furtherObjects,
  'further instances': furtherInstances,
  'further types': furtherClasses,
};

/** The first file is the published table of costs, the second one asks further of the same judge. */
const FACT_FILES = ['elementary-costs.json', 'further-costs.json'];

function facts(): Fact[] {
  return FACT_FILES.flatMap((file) => {
    const path = new URL(`../fixtures/conformance/${file}`, import.meta.url);
    return JSON.parse(readFileSync(path, 'utf8')) as Fact[];
  });
}

export function elementaryRecipes(): [name: string, recipe: Recipe][] {
  return Object.values(FAMILIES).flatMap((recipes) => Object.entries(recipes));
}

/** Every elementary cost in every build that was asked for it. */
export function elementaryCases(): ConformanceCase[] {
  const byName = new Map(facts().map((fact) => [fact.name, fact]));
  const cases = Object.entries(FAMILIES).flatMap(([family, recipes]) =>
    Object.entries(recipes).flatMap(([name, recipe]) => {
      const fact = byName.get(name);
      if (!fact) throw new Error(`no fact is recorded for the recipe '${name}'`);
      byName.delete(name);
      return casesOf(family, fact, recipe);
    }),
  );
  const left = [...byName.values()].flatMap((fact) => casesOf('no recipe', fact, null));
  return [...cases, ...left];
}

function casesOf(family: string, fact: Fact, recipe: Recipe | null): ConformanceCase[] {
  return BUILDS.flatMap((build) => {
    const measured = fact.measured[build];
    if (!measured) return [];
    return [{ family, name: fact.name, build, run: () => judge(worldOf(build), measured, recipe) }];
  });
}

function show(references: readonly number[], blocks: readonly number[], tracked: number | undefined): string {
  const costs = references.map((count, index) => `${count}/${blocks[index]}`).join(' ');
  return tracked === undefined ? costs : `${costs}, ${tracked} tracked`;
}

function judge(world: World, measured: Measured, recipe: Recipe | null): Verdict {
  const expected = show(measured.references, measured.blocks, measured.tracked);
  if (!recipe) return { agrees: false, expected, actual: 'no recipe', items: [] };
  const bench = createBench(world);
  const make = recipe(bench);
  const costs = COUNTS.map((count) => measure(bench, make, count));
  const tracked = measured.tracked === undefined ? undefined : costs[0]?.tracked;
  const actual = show(
    costs.map((cost) => cost.references),
    costs.map((cost) => cost.blocks),
    tracked,
  );
  return { agrees: actual === expected, expected, actual, items: costs[0]?.items ?? [] };
}
