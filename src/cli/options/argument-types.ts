import { pythonRepr } from '../../report/printable.js';
import { parseHuntrleaks, pythonBigInt, pythonFloat } from '../../runner/huntrleaks.js';
import type { Style } from '../../runner/options.js';

/** Says what is wrong with a value, or null; the name of the option is put before it. */
export type ArgumentType = (text: string, style: Style) => string | null;

/** What `-u all` enables. CPython 3.11 Lib/test/libregrtest/cmdline.py: ALL_RESOURCES */
export function allResources(style: Style): readonly string[] {
  const all = ['audio', 'curses', 'largefile', 'network', 'decimal', 'cpu', 'subprocess', 'urlfetch', 'gui'];
  return style === '3.11' ? all : [...all, 'walltime'];
}

/** Enabled only by their names. */
const FURTHER_RESOURCES = ['extralargefile', 'tzdata'];

/** CPython 3.11 Lib/test/libregrtest/cmdline.py: huntrleaks() */
export const huntrleaksArgument: ArgumentType = (text) => {
  const hunt = parseHuntrleaks(text);
  if (hunt === 'parts') return 'needs 2 or 3 colon-separated arguments';
  return hunt === 'int' ? `invalid huntrleaks value: ${pythonRepr(text)}` : null;
};

export const intArgument: ArgumentType = (text) =>
  pythonBigInt(text) === undefined ? `invalid int value: ${pythonRepr(text)}` : null;

/** 3.13 complains later, and allows nothing at all. */
export const floatArgument: ArgumentType = (text, style) =>
  style === '3.11' && pythonFloat(text) === undefined ? `invalid float value: ${pythonRepr(text)}` : null;

/** CPython 3.11 Lib/test/libregrtest/cmdline.py: resources_list() */
export const resourcesArgument: ArgumentType = (text, style) => {
  const known = ['all', 'none', ...allResources(style), ...FURTHER_RESOURCES];
  for (const word of text.toLowerCase().split(',')) {
    const name = word.startsWith('-') ? word.slice(1) : word;
    if (!known.includes(name) || (name !== word && (name === 'all' || name === 'none')))
      return `invalid resource: ${name}`;
  }
  return null;
};
