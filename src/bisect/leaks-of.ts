import type { TestResult } from '../runner/result.js';
import type { MeasuredLeak } from './baseline.js';
import { itemIdentity } from './identity.js';

/** The leaks of a test as a baseline keeps them, by item where no cause is known. */
export function leaksByItem({ name, leaks }: TestResult): MeasuredLeak[] {
  return leaks.map(({ item, deltas }) => {
    const count = deltas.at(-1) ?? 0;
    return {
      identity: itemIdentity(name, item),
      references: item === 'references' ? count : 0,
      blocks: item === 'memory blocks' ? count : 0,
    };
  });
}
