import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Finding, SourcePlace } from '../../src/explain/result.js';
import { applyEdit } from '../../src/interp/history/edit.js';
import { defineScenario, editStep, type TestContext, type World } from '../../src/interp/scenario.js';
import { explainScenario, explainShipped, PATIENCE, worldAt } from '../support/explanations.js';

async function findingOf(run: (t: TestContext) => void, world = worldAt('3.11.2')): Promise<Finding | undefined> {
  const scenario = defineScenario({ cases: { 'C.test_it': run } });
  const { explanation } = await explainScenario('test_mine', scenario, world);
  return explanation?.findings.find(({ kind }) => kind !== 'harness-only');
}

describe('where no extension is at fault, the line of the scenario that made the object', { timeout: PATIENCE }, () => {
  it('stands beside a cache that grows', async () => {
    const line = lineOf(() => new Error());
    const finding = await findingOf((t) => {
      const sys = t.import('sys');
      if (!t.hasattr(sys, 'cache')) t.setattr(sys, 'cache', t.list([]));
      t.append(t.getattr(sys, 'cache'), t.dict({}));
    });
    expect(finding).toMatchObject({ kind: 'growing-cache' });
    expect(finding?.place?.file).toContain('places.test.ts');
    expect(finding?.place?.line).toBe(line + 4);
  });
});

describe('where the order of finalization is at fault', { timeout: PATIENCE }, () => {
  it.each([
    ['test_atexit', '7247407c35', "step('gc-wiped', 'collect')"],
    ['test_threading', '310e2d2517', "editStep('gc-before-clear', {"],
  ])('%s at %s: the line that put the last collection where it stands', async (test, at, text) => {
    const { explanation } = await explainShipped(test, at, { brief: true });
    const place = explanation?.findings.find(({ kind }) => kind === 'garbage-after-last-gc')?.place;
    expect(textAt(place ?? null)).toContain(text);
  });

  const registersHook = (t: TestContext): void =>
    t.runInSubinterp((sub) => sub.registerAtFork({ afterInChild: sub.def('hook') }));
  const moved = (world: World): World => applyEdit(world, editStep('fork-hooks-clear', { to: { after: 'gc-last' } }));

  it('the step that releases a field of the interpreter too late', async () => {
    const line = lineOf(() => new Error()) - 3;
    const finding = await findingOf(registersHook, moved(worldAt('ac0e1c2694')));
    expect(finding).toMatchObject({ kind: 'released-after-last-gc', place: { line } });
  });
});

function textAt(place: SourcePlace | null): string {
  if (place === null) return '';
  const path = place.file.startsWith('file:') ? fileURLToPath(place.file) : place.file;
  return readFileSync(path, 'utf8').split('\n')[place.line - 1] ?? '';
}

function lineOf(make: () => Error): number {
  return Number(/places\.test\.ts:(\d+)/.exec(make().stack ?? '')?.[1]);
}
