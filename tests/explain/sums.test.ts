import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import history from '../../scenarios/history.js';
import { explain } from '../../src/explain/explain.js';
import type { Explanation, Part } from '../../src/explain/result.js';
import { type HuntRequest, hunt } from '../../src/explain/try/hunt.js';
import { HistoryError } from '../../src/interp/history/find-change.js';
import { defineScenario, type Scenario, type World } from '../../src/interp/scenario.js';
import type { LeakItem, TestResult } from '../../src/runner/result.js';
import { readFacts } from '../conformance/leaks/fact.js';
import { scenarioOf } from '../conformance/leaks/scenario.js';
import { PATIENCE, requestFor, worldAt } from '../support/explanations.js';

const SHIPPED = readdirSync(fileURLToPath(new URL('../../scenarios', import.meta.url)))
  .filter((file) => file.startsWith('test_'))
  .map((file) => file.replace(/\.ts$/, ''));

const total = (parts: readonly Part[]): number => parts.reduce((sum, { count }) => sum + count, 0);

/** What is wrong with the sum; '': it adds up to the printed number, and so do the findings, but for what shrank. */
function mistakesIn({ sum, rest, repetition }: Explanation, { leaks, warmups }: TestResult): string {
  const printed = (item: LeakItem): number | undefined =>
    leaks.find((leak) => leak.item === item)?.deltas[repetition - warmups];
  const sums: readonly (readonly [string, number, number | undefined])[] = [
    ['references', sum.references, printed('references') ?? sum.references],
    ['blocks', sum.blocks, printed('memory blocks') ?? sum.blocks],
    ['parts of the references', total(sum.referenceParts), sum.references],
    ['parts of the blocks', total(sum.blockParts), sum.blocks],
    ['references of nobody', rest.references, sum.references < 0 ? rest.references : 0],
    ['blocks of nobody', rest.blocks, sum.blocks < 0 ? rest.blocks : 0],
  ];
  return sums.flatMap(([what, is, should]) => (is === should ? [] : [`${what}: ${is}, not ${should}`])).join('; ');
}

async function mistakesOf(request: HuntRequest, result: TestResult): Promise<string> {
  const explanation = await explain(request, result, { mapPlace: (place) => place, fixes: false });
  return explanation === null ? 'no explanation' : mistakesIn(explanation, result);
}

/** States of the history whose change says that it touches the test, and the one before the first; null: it is no state. */
function statesOf(test: string): World[] {
  const changes = history.changes.flatMap((change) => [change, ...change.parts]);
  const touching = changes.filter(({ tests = [] }) => tests.includes(test)).map(({ id }) => id);
  const first = touching.slice(0, 1).map((id) => `${id}^`);
  return [history.defaultState, ...first, ...touching].flatMap((at) => {
    try {
      return [worldAt(at)];
    } catch (error) {
      // A part that needs another part.
      if (error instanceof HistoryError) return [];
      throw error;
    }
  });
}

describe.each(SHIPPED)('the sum of %s', (test) => {
  it('adds up in every state in which it leaks, once for each printed line', { timeout: PATIENCE }, async () => {
    const { default: scenario } = (await import(`../../scenarios/${test}.ts`)) as { default: Scenario };
    const seen = new Set(['[]']);
    for (const world of statesOf(test)) {
      const request = requestFor(test, scenario, world, { brief: true });
      const { result } = await hunt(request);
      const line = JSON.stringify(result.leaks);
      if (seen.has(line)) continue;
      seen.add(line);
      expect([line, await mistakesOf(request, result)]).toEqual([line, '']);
    }
  });
});

describe('the sum of a measured case', () => {
  const facts = readFacts('leaks.json').filter(({ measured }) => measured?.references.some((delta) => delta !== 0));

  it('is taken of many', () => {
    expect(facts.length).toBeGreaterThanOrEqual(30);
  });

  it.each(facts.map((fact) => [fact.name, fact] as const))('%s adds up', { timeout: PATIENCE }, async (name, fact) => {
    const request = requestFor(name, scenarioOf(fact), worldAt('3.11.2'));
    const { result, events } = await hunt(request);
    expect(events.filter(({ event }) => event === 'crashed' || event === 'failed')).toEqual([]);
    if (result.leaks.length > 0) expect(await mistakesOf(request, result)).toBe('');
  });
});

describe('the references of the interned dict', () => {
  it('belong to the strings that each run interns', async () => {
    let runs = 0;
    const scenario = defineScenario({ cases: { 'NameTests.test_assign': (t) => t.assign(`name_${runs++}`, 0) } });
    const request = requestFor('test_names', scenario, worldAt('3.11.2'));
    const { result } = await hunt(request);
    expect(result.leaks.map(({ deltas }) => deltas)).toEqual([
      [4, 4, 4],
      [1, 1, 1],
    ]);
    expect(await mistakesOf(request, result)).toBe('');
  });
});
