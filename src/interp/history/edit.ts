import type { ExtensionDescription, Op } from '../extension/description.js';
import { type Library, libraryOf } from '../standard-library.js';
import { type FinalizationStep, RULES, type World } from '../world.js';
import { type Edit, LAST_COLLECTION, type StepPosition } from './change.js';

/** An edit that does not fit the world it is applied to; the message says what is missing. */
export class EditError extends Error {
  override name = 'EditError';
}

/** A new world; the old one is untouched. */
export function applyEdit(world: World, edit: Edit): World {
  switch (edit.edit) {
    case 'rule':
      if (!RULES.includes(edit.rule)) throw new EditError(`there is no rule named '${edit.rule}'`);
      return { ...world, rules: { ...world.rules, [edit.rule]: edit.on } };
    case 'step':
      return { ...world, steps: moveStep(world.steps, edit) };
    case 'extension':
      return withExtension(world, edit.extension);
    case 'ops':
      return withExtension(world, setPath(extensionFor(world, edit.extension, edit.replace), edit.path, edit.replace));
    case 'prepend':
      return withExtension(world, prepend(extensionFor(world, edit.extension, edit.ops), edit.path, edit.ops));
    case 'set':
      return withExtension(world, setPath(extensionOf(world, edit.extension), edit.path, edit.value));
    case 'library':
      return { ...world, library: withFeature(world.library, edit.feature, edit.on) };
  }
}

function withFeature(library: Library = libraryOf(''), feature: string, on: boolean): Library {
  const others = library.features.filter((each) => each !== feature);
  return libraryOf(library.date, on ? [...others, feature] : others);
}

function withExtension(world: World, extension: ExtensionDescription): World {
  return { ...world, extensions: { ...world.extensions, [extension.name]: extension } };
}

function extensionOf(world: World, name: string): ExtensionDescription {
  const extension = Object.hasOwn(world.extensions, name) ? world.extensions[name] : undefined;
  if (!extension) throw new EditError(`no extension named '${name}' is described`);
  return extension;
}

const STATE_FIELD = /"state\.([A-Za-z_]\w*)/g;

/** Of that name, whose state has the fields that the operations name. */
function extensionFor(world: World, name: string, ops: readonly Op[]): ExtensionDescription {
  const extension = extensionOf(world, name);
  const fields = new Set(extension.state.map((field) => field.replace(/\[.*/, '')));
  for (const [, field = ''] of (JSON.stringify(ops) ?? '').matchAll(STATE_FIELD)) {
    if (!fields.has(field)) throw new EditError(`'${name}' has no field state.${field}`);
  }
  return extension;
}

function moveStep(steps: readonly FinalizationStep[], edit: Edit & { edit: 'step' }): FinalizationStep[] {
  const old = steps.find((step) => step.name === edit.step);
  const does = edit.does ?? old?.does;
  const rest = steps.filter((step) => step.name !== edit.step);
  const at = edit.at && { at: edit.at };
  if (does === undefined) throw new EditError(`no finalization step named '${edit.step}'`);
  if (edit.to === 'nowhere') return rest;
  if (edit.to === undefined)
    return steps.map((step) => (step === old ? { ...old, does, on: edit.on ?? old.on, ...at } : step));
  const step: FinalizationStep = { name: edit.step, does, on: edit.on ?? old?.on ?? 'all', ...at };
  rest.splice(positionOf(rest, edit.to), 0, step);
  return rest;
}

function positionOf(steps: readonly FinalizationStep[], to: Exclude<StepPosition, 'nowhere'>): number {
  const anchor = 'before' in to ? to.before : to.after;
  const index =
    anchor === LAST_COLLECTION
      ? steps.findLastIndex((step) => step.does === 'collect')
      : steps.findIndex((step) => step.name === anchor);
  if (index < 0) throw new EditError(`no finalization step named '${anchor}'`);
  return 'before' in to ? index : index + 1;
}

/** Operations before those that stand under the path; a body that is not there yet is empty. */
function prepend(target: ExtensionDescription, path: string, ops: readonly Op[]): ExtensionDescription {
  const body = path.split('.').reduce<unknown>((value, key) => childOf(value, key), target) ?? [];
  if (!Array.isArray(body)) throw new EditError(`'${path}' of '${target.name}' is no list of operations`);
  return setPath(target, path, [...ops, ...body]);
}

/** Sets a value under a dotted path ('types.lock.slots.tp_traverse', 'exec.3'); undefined removes it. */
function setPath(target: ExtensionDescription, path: string, value: unknown): ExtensionDescription {
  return withValueAt(target, path.split('.'), value, `'${path}' of '${target.name}'`) as ExtensionDescription;
}

/** Copies along the path; everything above its last part must be there already. */
function withValueAt(target: unknown, [key = '', ...rest]: readonly string[], value: unknown, what: string): unknown {
  if (typeof target !== 'object' || target === null) throw new EditError(`${what} has nothing to stand in`);
  const inner = rest.length === 0 ? value : withValueAt(childOf(target, key), rest, value, what);
  if (Array.isArray(target)) return withItem(target, Number(key), inner, what);
  const { [key]: _, ...others } = target as Readonly<Record<string, unknown>>;
  return inner === undefined ? others : { ...target, [key]: inner };
}

function withItem(list: readonly unknown[], index: number, value: unknown, what: string): unknown[] {
  if (!(index in list)) throw new EditError(`${what} is outside of its list`);
  return value === undefined ? list.toSpliced(index, 1) : list.with(index, value);
}

function childOf(target: unknown, key: string): unknown {
  const own = typeof target === 'object' && target !== null && Object.hasOwn(target, key);
  return own ? (target as Readonly<Record<string, unknown>>)[key] : undefined;
}
