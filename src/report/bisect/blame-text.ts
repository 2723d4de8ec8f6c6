import type { HistoryResult } from '../../bisect/result.js';
import { printable } from '../printable.js';

/** One line on the change with which a leak began. */
export function blameLine({ test, first, neverClean, oneOf }: HistoryResult): string {
  const name = printable(test);
  if (first !== null) {
    const { at, change } = first.to;
    const number = change?.names.find((each) => /^(bpo|gh)-\d+$/.test(each));
    const facts = [number ?? [], change?.date ?? []].flat().join(', ');
    return printable(`${name} leaks since ${at} (${facts})`);
  }
  if (neverClean) return `${name} leaks in every state of the history`;
  if (oneOf.length === 0) return `${name}: it cannot be told since when this leaks`;
  return printable(`${name} leaks since one of ${oneOf.map(({ at }) => at).join(', ')}, which could not all be judged`);
}
