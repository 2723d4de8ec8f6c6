import { describe, expect, it } from 'vitest';
import { auditProblems, gcCollect, totals } from '../support/objects.js';
import { BUILDS, worldOf } from '../support/worlds.js';
import { createBench } from './bench.js';
import { elementaryRecipes } from './elementary.js';

describe.each(BUILDS)('what the recipes make in %s', (build) => {
  const world = worldOf(build);

  it.each(elementaryRecipes())('%s has an owner for each reference, and leaves nothing behind', (_name, recipe) => {
    const bench = createBench(world);
    const { runtime } = bench;
    const make = recipe(bench);
    runtime.heap.decref(make(0));
    gcCollect(runtime);
    const before = totals(runtime);
    const made = Array.from({ length: 5 }, (_, index) => make(index));
    expect(auditProblems(runtime, made)).toEqual([]);
    for (const ref of made) runtime.heap.decref(ref);
    gcCollect(runtime);
    expect(totals(runtime)).toEqual(before);
    expect(auditProblems(runtime)).toEqual([]);
  });
});
