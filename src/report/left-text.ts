import type { LeftItem, LeftReport } from '../interp/lifecycle/left.js';
import { printable } from './printable.js';

/** Lines of `--show-left` for one process. */
const MOST_ITEMS = 30;

/** `[N refs, M blocks]`, as -X showrefcount prints it; taken apart, the same by interpreter, type and owner. */
export function leftText({ total, interpreters, items }: LeftReport, taken: boolean): string {
  const line = `[${total.references} refs, ${total.blocks} blocks]\n`;
  if (!taken || items.length === 0) return line;
  const byInterpreter = interpreters.map(
    ({ interpreter, references, blocks }) => `  interpreter ${interpreter}: [${references} refs, ${blocks} blocks]\n`,
  );
  const shown = items.slice(0, MOST_ITEMS).map(itemText);
  const more = items.length > MOST_ITEMS ? [`    and ${items.length - MOST_ITEMS} more\n`] : [];
  return [line, ...byInterpreter, ...shown, ...more].join('');
}

function itemText({ interpreter, type, owner, references, blocks }: LeftItem): string {
  const counts = [references === 0 ? '' : `${references} refs`, blocks === 0 ? '' : `${blocks} blocks`];
  const of = interpreter === null ? '' : ` of interpreter ${interpreter}`;
  return `    ${counts.filter((count) => count !== '').join(', ')}: ${printable(type)}${of}, ${printable(owner)}\n`;
}
