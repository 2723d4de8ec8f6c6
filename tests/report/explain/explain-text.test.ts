import { describe, expect, it } from 'vitest';
import { explainText } from '../../../src/report/explain/explain-text.js';
import { explainShipped, PATIENCE } from '../../support/explanations.js';

/** Numbers that the text gives: of the whole, of each finding, of what several findings keep alive. */
function numbersIn(text: string, unit: 'reference' | 'block'): { whole: number; parts: number } {
  const all = (pattern: RegExp): number => [...text.matchAll(pattern)].reduce((sum, [, n]) => sum + Number(n), 0);
  const whole = all(new RegExp(`^ {2}(\\d+) ${unit}s? = `, 'gm'));
  const ofFindings = all(new RegExp(`^ {2}(?:#|and )\\d+ .*[( ](\\d+) ${unit}s?\\b`, 'gm'));
  const shared = unit === 'block' ? /several of the findings keep (\d+) of these/g : /(\d+) that several of these/g;
  return { whole, parts: ofFindings + all(shared) };
}

describe('the text of an explanation', { timeout: PATIENCE }, () => {
  it.each([
    ['test_interpreters', '71d1bd9569', { match: 'test_in_subinterpreter' }],
    ['test_interpreters', '71d1bd9569', {}],
    ['test_ast', '5cf4782a26', {}],
    ['test_threading', 'gh-23811-proposed', {}],
  ])('of %s at %s has parts that add up to the printed numbers', async (test, at, words) => {
    const { explanation } = await explainShipped(test, at, words);
    const text = explanation === null ? '' : explainText(explanation);
    for (const unit of ['reference', 'block'] as const) {
      const { whole, parts } = numbersIn(text, unit);
      expect(whole).toBeGreaterThan(0);
      expect(parts).toBe(whole);
    }
  });
});
