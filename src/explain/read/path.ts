import { ownerAt, slotNameAt } from '../../gc/snapshot.js';
import type { MeasuredSnapshot } from '../../gc/snapshot-extent.js';
import { nameOfTypeObject, type OutsideOwner, slotNames, typeName } from './described.js';
import type { Graph } from './graph.js';

/** C fields that Python shows as attributes. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  ob_type: '__class__',
  tp_base: '__base__',
  tp_bases: '__bases__',
  tp_mro: '__mro__',
  tp_subclasses: '__subclasses__()',
  func_globals: '__globals__',
  func_closure: '__closure__',
  func_code: '__code__',
  func_defaults: '__defaults__',
  func_kwdefaults: '__kwdefaults__',
  func_annotations: '__annotations__',
  func_name: '__name__',
  func_qualname: '__qualname__',
  func_module: '__module__',
  func_dict: '__dict__',
  func_doc: '__doc__',
  m_self: '__self__',
  m_module: '__module__',
  im_func: '__func__',
  im_self: '__self__',
  d_type: '__objclass__',
  d_name: '__name__',
  ob_ref: 'cell_contents',
  wr_callback: '__callback__',
  prop_get: 'fget',
  prop_set: 'fset',
  prop_del: 'fdel',
};

/** Fields whose dict Python looks through: `module.name` instead of `module.__dict__['name']`. */
const TRANSPARENT: ReadonlySet<string> = new Set(['md_dict', 'tp_dict', '__dict__']);

/** What stands between an owner and its reference in a Python expression: `.__mro__`, `[3]`, `['key']`. */
export function step(snapshot: MeasuredSnapshot, reference: number): string {
  return stepText(slotNameAt(snapshot, reference));
}

export function stepText(slot: string): string {
  if (slot.startsWith('[')) return slot.replace(/"/g, "'");
  if (slot.startsWith('key ')) return `.<${slot.replace(/"/g, "'")}>`;
  return TRANSPARENT.has(slot) ? '.__dict__' : `.${ATTRIBUTES[slot] ?? slot}`;
}

/** A holder as C would write it. */
export function outsideText(owner: OutsideOwner): string {
  switch (owner.kind) {
    case 'nobody':
      return `nobody (${owner.owner})`;
    case 'interpreter':
      return `interp->${owner.field}`;
    case 'static':
      return `static ${owner.field} of ${owner.name}`;
    case 'frame':
      return `${owner.field} of the frame ${owner.name}`;
    default:
      return `${owner.field} of ${owner.name}`;
  }
}

/** A name that needs no path: types and modules are known by theirs. */
export function ownName(snapshot: MeasuredSnapshot, object: number): string | null {
  const type = nameOfTypeObject(snapshot, object);
  if (type !== null) return type;
  const label = snapshot.objects.label[object] ?? '';
  return /^module \S/.test(label) ? label.slice('module '.length) : null;
}

/** Joins `module` + `.__dict__` + `['name']` to `module.name`. */
export function join(base: string, steps: readonly string[]): string {
  let text = base;
  for (let at = 0; at < steps.length; at++) {
    const key = /^\['([A-Za-z_]\w*)'\]$/.exec(steps[at + 1] ?? '');
    if (steps[at] === '.__dict__' && key) {
      text += `.${key[1]}`;
      at++;
    } else text += steps[at];
  }
  return text;
}

const LONGEST_PATH = 12;

/**
 * The shortest path from something with a name of its own, or from a root, to the target of a reference (with
 * `toOwner`: to its owner) as a Python expression.
 */
export function rootPath(snapshot: MeasuredSnapshot, graph: Graph, reference: number, toOwner = false): string {
  const owner = ownerAt(snapshot, reference);
  const last = toOwner ? [] : [step(snapshot, reference)];
  if (owner.kind !== 'object') return toOwner ? outsideText(owner) : outsideText(owner);
  return pathTo(snapshot, graph, owner.of, last);
}

function pathTo(snapshot: MeasuredSnapshot, graph: Graph, object: number, tail: readonly string[]): string {
  const cameBy = new Map<number, { reference: number; towards: number }>();
  const queue = [object];
  const seen = new Set(queue);
  for (let at = 0; at < queue.length && at < 10_000; at++) {
    const here = queue[at] as number;
    const name = ownName(snapshot, here);
    if (name !== null) return join(name, [...stepsFrom(snapshot, cameBy, here), ...tail]);
    for (const reference of graph.incoming(here)) {
      const owner = ownerAt(snapshot, reference);
      if (owner.kind !== 'object') {
        return join(outsideText(owner), [...stepsFrom(snapshot, cameBy, here), ...tail]);
      }
      if (seen.has(owner.of)) continue;
      seen.add(owner.of);
      cameBy.set(owner.of, { reference, towards: here });
      queue.push(owner.of);
    }
  }
  return join(`<${snapshot.objects.label[object]}>`, tail);
}

function stepsFrom(
  snapshot: MeasuredSnapshot,
  cameBy: ReadonlyMap<number, { reference: number; towards: number }>,
  start: number,
): string[] {
  const steps: string[] = [];
  let here = start;
  for (let link = cameBy.get(here); link !== undefined && steps.length < LONGEST_PATH; link = cameBy.get(here)) {
    steps.push(step(snapshot, link.reference));
    here = link.towards;
  }
  return steps;
}

/** `instance of _thread.lock`, `type _thread.lock`, `dict`. */
export function objectText(snapshot: MeasuredSnapshot, object: number): string {
  const label = snapshot.objects.label[object] ?? '?';
  const type = typeName(snapshot, object);
  return label === type && slotNames(snapshot, object).includes('ob_type') ? `instance of ${type}` : label;
}
