import type { Leak } from '../runner/result.js';
import { printable } from './printable.js';

/** `test_x leaked [1, 1, 1] references, sum=3`: the line that buildbots show and the reflog keeps. */
export function leakLine(name: string, leak: Leak): string {
  return `${printable(name)} leaked [${leak.deltas.join(', ')}] ${leak.item}, sum=${leak.sum}`;
}
