import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TYPE_FLAGS } from '../interp/extension/description.js';
import type { Change } from '../interp/history/change.js';
import { HistoryError } from '../interp/history/find-change.js';
import { stepThat } from '../interp/lifecycle/steps.js';
import { RULES } from '../interp/world.js';
import { type Fields, isObject } from './check-scenario.js';

/** A change as a file holds it: `--with FILE`, recognised by a `/` or by its ending. */
export function changeFrom(word: string, cwd: string | null): string | Change {
  if (!word.includes('/') && !word.endsWith('.json')) return word;
  const problem: Problem = (what) => new HistoryError(`--with ${word}: ${what}`);
  const parsed = parse(cwd === null ? word : resolve(cwd, word), problem);
  if (typeof parsed !== 'object' || parsed === null) throw problem('no change in this file');
  const edits: unknown = Array.isArray(parsed) ? parsed : 'edits' in parsed ? parsed.edits : undefined;
  if (!Array.isArray(edits)) throw problem("a change needs a list of 'edits'");
  for (const [index, edit] of edits.entries()) checkEdit(edit, (what) => problem(`edit ${index + 1}: ${what}`));
  const defaults = { id: word, names: [], date: '', title: word, status: 'experiment', area: 'extension' };
  const given = Array.isArray(parsed) ? {} : parsed;
  return { ...defaults, requires: [], reverts: [], parts: [], ...given, edits } as Change;
}

/** The error that says what is wrong with the file. */
type Problem = (what: string) => HistoryError;

function parse(path: string, problem: Problem): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw problem(error instanceof Error ? error.message : String(error));
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isTexts = (value: unknown): boolean => isList(value) && value.every(isText);
const isOneOf =
  (words: readonly string[]) =>
  (value: unknown): boolean =>
    isText(value) && words.includes(value);

const EDITS: Readonly<Record<string, (edit: Fields, problem: Problem) => void>> = {
  rule: ({ rule, on }, problem) => {
    if (!isOneOf(RULES)(rule)) throw problem(`there is no rule named '${String(rule)}'`);
    if (typeof on !== 'boolean') throw problem("'on' is true or false");
  },
  step: checkStep,
  library: ({ feature, on }, problem) => {
    if (!isText(feature) || typeof on !== 'boolean') throw problem("it needs a 'feature', and 'on': true or false");
  },
  extension: ({ extension }, problem) => {
    if (!isObject(extension) || !isText(extension.name)) throw problem("'extension' is no description with a name");
  },
  ops: (edit, problem) => checkBody(edit, 'replace', problem),
  prepend: (edit, problem) => checkBody(edit, 'ops', problem),
  set: (edit, problem) => {
    checkPath(edit, problem);
    checkValue(String(edit.path), edit.value, problem);
  },
};

function checkEdit(edit: unknown, problem: Problem): void {
  const kinds = Object.keys(EDITS);
  const kind = isObject(edit) ? edit.edit : undefined;
  if (!isOneOf(kinds)(kind)) throw problem(`'edit' is none of ${kinds.join(', ')}`);
  EDITS[kind as string]?.(edit as Fields, problem);
}

function checkStep({ step, to, on, does }: Fields, problem: Problem): void {
  if (!isText(step)) throw problem("'step' is no name of a finalization step");
  const isPosition = to === undefined || to === 'nowhere' || (isObject(to) && (isText(to.before) || isText(to.after)));
  if (!isPosition) throw problem("'to' is { before: step }, { after: step } or 'nowhere'");
  if (on !== undefined && !isOneOf(['all', 'main', 'sub'])(on)) throw problem("'on' is all, main or sub");
  if (does !== undefined && (!isText(does) || stepThat(does) === undefined))
    throw problem(`no step does '${String(does)}'`);
}

function checkPath({ extension, path }: Fields, problem: Problem): void {
  if (!isText(extension)) throw problem("'extension' is no name");
  if (!isText(path)) throw problem("'path' does not say where: 'exec', 'types.lock.slots.tp_traverse'");
}

/** Of what the path names, by its last part. */
const VALUES: Readonly<Record<string, readonly [fine: (value: unknown) => boolean, what: string]>> = {
  flags: [(value) => isList(value) && value.every(isOneOf(TYPE_FLAGS)), `a list of ${TYPE_FLAGS.join(', ')}`],
  fields: [isTexts, 'a list of names'],
  state: [isTexts, 'a list of names'],
  statics: [isTexts, 'a list of names'],
  storage: [isOneOf(['static', 'heap']), 'static or heap'],
  alloc: [isOneOf(['tp_alloc', 'PyObject_New']), 'tp_alloc or PyObject_New'],
  init: [isOneOf(['single-phase', 'multi-phase']), 'single-phase or multi-phase'],
  mSize: [Number.isInteger, 'a whole number'],
};

function checkValue(path: string, value: unknown, problem: Problem): void {
  const [fine, what] = VALUES[path.split('.').at(-1) ?? ''] ?? [];
  if (fine && !fine(value)) throw problem(`the value of '${path}' is ${what}`);
}

function checkBody(edit: Fields, key: 'replace' | 'ops', problem: Problem): void {
  checkPath(edit, problem);
  checkOps(edit[key], key, problem);
}

const SLOT = ['slot'];
/** Operations, and the fields that each must have. */
const OPS: Readonly<Record<string, readonly string[]>> = {
  ...{ visit: SLOT, clear: SLOT, incref: SLOT, decref: SLOT, xdecref: SLOT },
  ...{ set: ['slot', 'from', 'how'], xsetref: ['slot', 'from', 'how'] },
  ...{ call: ['api', 'args'], if: ['test', 'then'], for: ['in', 'into', 'do'], repeat: ['times', 'do'] },
  ...{ return: [], track: [], untrack: [] },
};
/** Fields that hold further operations. */
const INNER = ['then', 'else', 'do', 'onError'];

function checkOps(ops: unknown, where: string, problem: Problem): void {
  if (!isList(ops)) throw problem(`'${where}' is no list of operations`);
  for (const op of ops) {
    const name = isObject(op) ? op.op : undefined;
    const wanted = isText(name) && Object.hasOwn(OPS, name) ? OPS[name] : undefined;
    if (!isObject(op) || wanted === undefined) throw problem(`there is no operation '${String(name)}'`);
    const missing = wanted.filter((field) => op[field] === undefined);
    if (missing.length > 0) throw problem(`the operation '${String(name)}' needs ${missing.join(', ')}`);
    for (const field of INNER) if (op[field] !== undefined) checkOps(op[field], field, problem);
  }
}
