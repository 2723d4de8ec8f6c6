import type { Leak } from '../../runner/result.js';
import { printable } from '../printable.js';

/** `test_x leaked [1, 1, 1] references, sum=3`: the line that buildbots show and the reflog keeps. */
export function leakLine(name: string, leak: Leak): string {
  return `${printable(name)} leaked [${leak.deltas.join(', ')}] ${leak.item}, sum=${leak.sum}`;
}

/** How deltas that the rule of regrtest lets pass go on: `uneven`, `periodic: +1 every 3 runs`. */
export function patternText({ pattern, sum }: Leak): string {
  if (pattern.kind === 'periodic') return `periodic: ${signed(pattern.sum)} every ${pattern.period} runs`;
  if (pattern.kind === 'once') return 'in one run only';
  return pattern.kind === 'steady' && sum < 0 ? 'shrinking' : pattern.kind;
}

const signed = (n: number): string => (n > 0 ? `+${n}` : String(n));
