import type { BaselineVerdict, KnownLeak, MeasuredLeak } from '../../bisect/baseline.js';
import { count } from '../count.js';
import { printable } from '../printable.js';
import { identityText } from './bisect-common.js';

/** What a baseline makes of a run: each entry that was used, what is new, what no longer leaks. */
export function baselineReport(file: string, verdict: BaselineVerdict): string {
  const { known, fresh, stale } = verdict;
  const lines = [
    `baseline ${printable(file)}: ${count(known.length, 'known leak')}, ${fresh.length} new, ${stale.length} stale`,
    ...known.map(knownLine),
    ...fresh.map((leak) => `  new: ${leakText(leak)}`),
    ...stale.map((leak) => `  stale, it no longer leaks: ${leakText(leak)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function leakText({ identity, references, blocks }: MeasuredLeak): string {
  const counts = `${count(references, 'reference')}, ${count(blocks, 'block')}`;
  return `${printable(identity.test)}: ${identityText(identity)} (${counts})`;
}

function knownLine({ entry, found }: KnownLeak): string {
  const changes = (['references', 'blocks'] as const)
    .filter((item) => found[item] !== entry[item])
    .map((item) => `${item} were ${entry[item]}`);
  return `  known: ${leakText(found)}${changes.length > 0 ? `: ${changes.join(', ')}` : ''}`;
}
