import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/explain/result.js';
import { defineScenario, type TestContext } from '../../src/interp/scenario.js';
import { explainScenario, PATIENCE, worldAt } from '../support/explanations.js';

async function findingOf(run: (t: TestContext) => void): Promise<Finding | undefined> {
  const scenario = defineScenario({ cases: { 'C.test_it': run } });
  const { explanation } = await explainScenario('test_mine', scenario, worldAt('3.11.2'));
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

function lineOf(make: () => Error): number {
  return Number(/places\.test\.ts:(\d+)/.exec(make().stack ?? '')?.[1]);
}
