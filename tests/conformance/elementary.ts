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
export interface Measured {
  readonly references: readonly number[];
  readonly blocks: readonly number[];
  /** GC-tracked objects of one. */
  readonly tracked?: number;
}

/** One entry of a data file: Python code that makes an object, and what builds of CPython counted for it. */
export interface CostFact {
  readonly name: string;
  /** Code of the module, run once before. */
  readonly setup?: string;
  /** Body of the module's function make(i): it returns the i-th object. */
  readonly make: string;
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

function facts(): CostFact[] {
  return FACT_FILES.flatMap((file) => {
    const path = new URL(`../fixtures/conformance/${file}`, import.meta.url);
    return JSON.parse(readFileSync(path, 'utf8')) as CostFact[];
  });
}

export function elementaryRecipes(): [name: string, recipe: Recipe][] {
  return Object.values(FAMILIES).flatMap((recipes) => Object.entries(recipes));
}

/** A fact and the way to produce it here; null: nobody has written one. */
export interface CostCase {
  readonly family: string;
  readonly fact: CostFact;
  readonly recipe: Recipe | null;
}

/** In the order of the families; facts without a recipe come last. */
export function costCases(): CostCase[] {
  const byName = new Map(facts().map((fact) => [fact.name, fact]));
  const cases = Object.entries(FAMILIES).flatMap(([family, recipes]) =>
    Object.entries(recipes).map(([name, recipe]) => {
      const fact = byName.get(name);
      if (!fact) throw new Error(`no fact is recorded for the recipe '${name}'`);
      byName.delete(name);
      return { family, fact, recipe };
    }),
  );
  return [...cases, ...[...byName.values()].map((fact) => ({ family: 'no recipe', fact, recipe: null }))];
}

/** Every elementary cost in every build that was asked for it. */
export function elementaryCases(): ConformanceCase[] {
  return costCases().flatMap(({ family, fact, recipe }) =>
    BUILDS.flatMap((build) => {
      const measured = fact.measured[build];
      if (!measured) return [];
      return [{ family, name: fact.name, build, run: () => judgeCost(worldOf(build), measured, recipe) }];
    }),
  );
}

function show(references: readonly number[], blocks: readonly number[], tracked: number | undefined): string {
  const costs = references.map((count, index) => `${count}/${blocks[index]}`).join(' ');
  return tracked === undefined ? costs : `${costs}, ${tracked} tracked`;
}

export function judgeCost(world: World, measured: Measured, recipe: Recipe | null): Verdict {
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
