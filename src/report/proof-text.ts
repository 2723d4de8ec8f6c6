import type { Growth, Proof } from '../runner/result.js';
import { printable } from './printable.js';

/** One line of --until-proved. */
export function proofText(name: string, proof: Proof): string {
  return `${printable(name)}: ${verdictText(proof)}\n`;
}

function verdictText(proof: Proof): string {
  switch (proof.kind) {
    case 'proved':
      return `proved: no leak for any N: ${againText(proof)}`;
    case 'test-keeps-state':
      return `not proved: ${againText(proof)}, but the test itself keeps state${keptText(proof.what)}; ${growthText(proof.growth)}`;
    case 'not-proved':
      return `not proved: no state came again; ${growthText(proof.growth)}`;
  }
}

function againText({ first, period }: { readonly first: number; readonly period: number }): string {
  return `the state after run ${first + period} is that after run ${first} (period ${period})`;
}

function keptText(what: string): string {
  return what === '' ? '' : ` (${printable(what)})`;
}

function growthText(growth: readonly Growth[]): string {
  if (growth.length === 0) return 'nothing grew in the measured runs: more of them may prove it';
  const texts = growth.map(({ item, deltas, pattern }) => {
    const each = signed(deltas.at(-1) ?? 0);
    if (pattern.kind === 'steady') return `${each} ${item} in each run (linear)`;
    if (pattern.kind === 'periodic') return `${signed(pattern.sum)} ${item} every ${pattern.period} runs`;
    return `${item} ${pattern.kind === 'once' ? 'in one run only' : 'uneven'} [${deltas.join(', ')}]`;
  });
  return `as the measured runs show: ${texts.join(', ')}`;
}

const signed = (n: number): string => (n > 0 ? `+${n}` : String(n));
