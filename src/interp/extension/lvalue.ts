import { RuntimeFault } from '../../gc/fault.js';
import { NULL, type Ref } from '../../gc/ref.js';
import type { CFields, RawMemory } from '../objects/c-fields.js';
import { cFieldsOf } from '../objects/object-c-fields.js';
import { emptyTuple } from '../objects/tuple.js';
import type { CFrame } from './frame.js';

/** A C lvalue or constant, named as `extension/description.ts` says. */
interface Parsed {
  readonly space: 'self' | 'state' | 'static' | 'interp' | 'local' | 'arg' | 'type' | 'constant' | 'pointed';
  readonly field: string;
  /** 'pointed': what stands before the arrow. */
  readonly base?: string;
}

const SPACES = new Set(['self', 'state', 'static', 'interp', 'local', 'arg']);
const CONSTANTS = new Set(['None', 'True', 'False', 'NULL', '()', 'NotImplemented', 'Ellipsis', 'module', 'self']);

export function parseSlot(slot: string): Parsed {
  if (CONSTANTS.has(slot)) return { space: 'constant', field: slot };
  if (slot.startsWith('type:')) return { space: 'type', field: slot.slice('type:'.length) };
  const arrow = slot.lastIndexOf('->');
  if (arrow > 0) return { space: 'pointed', base: slot.slice(0, arrow), field: slot.slice(arrow + '->'.length) };
  const dot = slot.indexOf('.');
  const space = slot.slice(0, Math.max(dot, 0));
  if (SPACES.has(space)) return { space: space as Parsed['space'], field: slot.slice(dot + 1) };
  return { space: 'self', field: slot };
}

/** 'Handlers[local.i]' with a local counter becomes 'Handlers[3]'. */
function indexed(frame: CFrame, field: string): string {
  return field.replace(/\[local\.([A-Za-z_]\w*)\]/, (_, index: string) => {
    const value = frame.plain.numbers.get(index);
    if (value === undefined) throw impossible(`local.${index} holds no number`);
    return `[${value}]`;
  });
}

/** The raw memory that an lvalue points at, if it holds a pointer and no object. */
export function memoryAt(frame: CFrame, slot: string): RawMemory | undefined {
  const place = plainPlace(frame, slot);
  return place?.fields.pointers.get(place.name);
}

/** Where a number or pointer stands: among the locals or statics, in raw memory, in the struct of an object. */
interface PlainPlace {
  readonly fields: CFields;
  readonly name: string;
  /** What was never set reads as 0: the field cannot be a reference. */
  readonly zeroed: boolean;
}

function plainPlace(frame: CFrame, slot: string): PlainPlace | null {
  const { space, field, base } = parseSlot(slot);
  switch (space) {
    case 'local':
      return { fields: frame.plain, name: field, zeroed: false };
    case 'static':
      return { fields: frame.runtime.staticFieldsOf(frame.extension.name), name: field, zeroed: false };
    case 'self':
      return frame.self === NULL ? null : plainField(frame, frame.self, field);
    case 'pointed': {
      const memory = memoryAt(frame, base as string);
      if (memory) return { fields: memory, name: indexed(frame, field), zeroed: false };
      return plainField(frame, read(frame, base as string), field);
    }
    default:
      return null;
  }
}

/** null: the field holds a reference. */
function plainField({ runtime }: CFrame, object: Ref, field: string): PlainPlace | null {
  const isReference = field === 'ob_type' || runtime.heap.slotsOf(object).fixed.includes(field);
  return isReference ? null : { fields: cFieldsOf(runtime, object), name: field, zeroed: true };
}

/** undefined: the lvalue holds no number. A number may also stand there literally: '1'. */
export function readNumber(frame: CFrame, slot: string): number | undefined {
  if (/^-?\d+$/.test(slot)) return Number(slot);
  const place = plainPlace(frame, slot);
  if (!place || place.fields.pointers.has(place.name)) return undefined;
  return place.fields.numbers.get(place.name) ?? (place.zeroed ? 0 : undefined);
}

export function storeNumber(frame: CFrame, slot: string, value: number): void {
  const place = plainPlace(frame, slot);
  if (!place) throw impossible(`${slot} cannot hold a number`);
  place.fields.numbers.set(place.name, value);
}

export function storePointer(frame: CFrame, slot: string, value: RawMemory): void {
  const place = plainPlace(frame, slot);
  if (!place) throw impossible(`${slot} cannot hold a pointer`);
  place.fields.pointers.set(place.name, value);
}

/** Position of a field of the object's struct among its fixed slots. */
function fieldSlot(frame: CFrame, object: Ref, field: string): number {
  if (object === NULL) throw impossible(`no object for field ${field}`);
  const slot = frame.runtime.heap.slotsOf(object).fixed.indexOf(field);
  if (slot < 0) throw impossible(`${frame.runtime.heap.slotsOf(object).name} has no field ${field}`);
  return slot;
}

function impossible(why: string): RuntimeFault {
  return new RuntimeFault('impossible-operation', why);
}

/** Borrowed reference, or NULL. */
export function read(frame: CFrame, slot: string): Ref {
  const { runtime } = frame;
  const { space, field, base } = parseSlot(slot);
  switch (space) {
    case 'constant':
      return readConstant(frame, field);
    case 'pointed': {
      const memory = memoryAt(frame, base as string);
      if (memory) return memory.struct.get(indexed(frame, field));
      const object = read(frame, base as string);
      return runtime.heap.edge(object, fieldSlot(frame, object, field));
    }
    case 'type':
      return readType(frame, field);
    case 'local':
      return frame.locals.get(field) ?? NULL;
    case 'arg':
      return readArgument(frame, field);
    case 'static':
      return runtime.staticsOf(frame.extension.name).get(indexed(frame, field));
    case 'interp':
      return runtime.current.struct.get(field);
    case 'state':
      return runtime.heap.edge(frame.module, fieldSlot(frame, frame.module, `state.${field}`));
    case 'self':
      if (field === 'ob_type') return runtime.typeOf(frame.self);
      return runtime.heap.edge(frame.self, fieldSlot(frame, frame.self, field));
  }
}

function readConstant(frame: CFrame, name: string): Ref {
  const { singletons } = frame.runtime;
  switch (name) {
    case 'None':
      return singletons.none;
    case 'True':
      return singletons.true;
    case 'False':
      return singletons.false;
    case 'NotImplemented':
      return singletons.notImplemented;
    case 'Ellipsis':
      return singletons.ellipsis;
    case '()':
      return emptyTuple(frame.runtime);
    case 'module':
      return frame.module;
    case 'self':
      return frame.self;
    default:
      return NULL;
  }
}

/** A static type of this extension, kept among its statics, or one of the core. */
function readType(frame: CFrame, name: string): Ref {
  const own = frame.runtime.staticsOf(frame.extension.name).get(`type ${name}`);
  if (own !== NULL) return own;
  const core = frame.runtime.coreTypes.get(name);
  if (core === undefined) throw impossible(`no static type named ${name}`);
  return core;
}

function readArgument(frame: CFrame, name: string): Ref {
  const value = frame.args.get(name);
  if (value === undefined) throw impossible(`no argument named ${name}`);
  return value;
}

/** Whether the lvalue owns what it holds; locals own through the frame's ledger. */
export function isOwner(slot: string): boolean {
  const { space } = parseSlot(slot);
  return space === 'self' || space === 'state' || space === 'static' || space === 'interp' || space === 'pointed';
}

/** Raw store: counts nothing, releases nothing. Returns what stood there. */
export function store(frame: CFrame, slot: string, value: Ref): Ref {
  const { runtime } = frame;
  const { space, field, base } = parseSlot(slot);
  const old = read(frame, slot);
  switch (space) {
    case 'pointed': {
      const memory = memoryAt(frame, base as string);
      const object = memory ? NULL : read(frame, base as string);
      if (memory) memory.struct.put(indexed(frame, field), value);
      else runtime.heap.setEdge(object, fieldSlot(frame, object, field), value);
      return old;
    }
    case 'local':
      frame.locals.set(field, value);
      return old;
    case 'static': {
      const holder = runtime.staticsOf(frame.extension.name);
      holder.put(indexed(frame, field), value);
      return old;
    }
    case 'interp':
      runtime.current.struct.put(field, value);
      return old;
    case 'state':
      runtime.heap.setEdge(frame.module, fieldSlot(frame, frame.module, `state.${field}`), value);
      return old;
    case 'self':
      runtime.heap.setEdge(frame.self, fieldSlot(frame, frame.self, field), value);
      return old;
    default:
      throw impossible(`${slot} cannot be assigned to`);
  }
}
