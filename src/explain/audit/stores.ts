import { flatten } from '../../interp/extension/compile.js';
import type { ExtensionDescription, Op } from '../../interp/extension/description.js';
import type { SourcePlace } from '../result.js';
import { helperOf } from './bodies.js';

/** A function of an extension that may run more than once in a process. */
export interface CodeBody {
  /** As C would call it: `_signal_exec`. */
  readonly name: string;
  /** Dotted, as edits name it. */
  readonly path: string;
  readonly ops: readonly Op[];
  /** 'once': the init function of a module that a process initialises a single time. */
  readonly runs: 'once' | 'again';
}

/** An assignment to a variable that outlives its function. */
export interface Store {
  /** 'static.Handlers[1]' */
  readonly slot: string;
  readonly in: CodeBody;
  readonly place: SourcePlace | null;
  /** What becomes of the reference that stood there: nothing stood there, it was released, or it is lost. */
  readonly old: 'kept' | 'replaced' | 'lost';
  /** An object that all interpreters share in any case. */
  readonly constant: boolean;
}

/** Create, exec, functions, methods: all that runs but the slots which visit, clear and free. */
export function codeBodies(extension: ExtensionDescription): CodeBody[] {
  const { name, init, mSize } = extension;
  const once = init === 'single-phase' && mSize < 0;
  const bodies: CodeBody[] = [
    {
      name: once ? `PyInit_${name}` : `${name}_exec`,
      path: 'exec',
      ops: extension.exec,
      runs: once ? 'once' : 'again',
    },
  ];
  const add = (path: string, called: string, ops: readonly Op[] | undefined): void => {
    if (ops) bodies.push({ name: called, path, ops, runs: 'again' });
  };
  add('create', `${name}_create`, extension.create);
  for (const [key, { body }] of Object.entries(extension.functions)) add(`functions.${key}.body`, key, body);
  const called = calledHelpers(extension);
  for (const [key, { body }] of Object.entries(extension.helpers ?? {})) {
    if (!called.has(key)) add(`helpers.${key}.body`, key, body);
  }
  for (const [key, type] of Object.entries(extension.types)) {
    for (const [method, { body }] of Object.entries(type.methods)) {
      add(`types.${key}.methods.${method}.body`, `${type.name}.${method}`, body);
    }
    for (const slot of ['tp_new', 'tp_init', 'tp_finalize', 'tp_del'] as const) {
      add(`types.${key}.slots.${slot}`, `${slot} of ${type.name}`, type.slots[slot]);
    }
  }
  return bodies;
}

/** Helpers that the described code calls: they run where they are called. */
function calledHelpers({ exec, functions, helpers, types }: ExtensionDescription): Set<string> {
  const methods = Object.values(types).flatMap(({ methods }) => Object.values(methods));
  const described = [...Object.values({ ...helpers, ...functions }), ...methods].map(({ body }) => body);
  const slots = Object.values(types).flatMap(({ slots: { others: _, ...bodies } }) => Object.values(bodies));
  const calls = [exec, ...described, ...slots].flatMap((ops) => [...flatten(ops)]);
  return new Set(calls.flatMap((op) => (op.op === 'call' && op.api.startsWith('fn:') ? [op.api.slice(3)] : [])));
}

/** Every assignment to a slot of the space ('static.' or 'interp.'), with what becomes of the old reference. */
export function storesIn(extension: ExtensionDescription, body: CodeBody, space: 'static.' | 'interp.'): Store[] {
  const walk = new StoreWalk(extension, body, space);
  walk.run(body.ops, new Set(), new Set());
  return walk.stores;
}

/** Follows a body in its order and knows which slots are NULL at each operation. */
class StoreWalk {
  readonly stores: Store[] = [];
  readonly #extension: ExtensionDescription;
  readonly #body: CodeBody;
  readonly #space: string;
  readonly #entered = new Set<string>();

  constructor(extension: ExtensionDescription, body: CodeBody, space: string) {
    this.#extension = extension;
    this.#body = body;
    this.#space = space;
  }

  /** `empty`: slots that are known to be NULL here; `cleared`: those of them whose reference was released just before. */
  run(ops: readonly Op[], empty: Set<string>, cleared: Set<string>): void {
    for (const [index, op] of ops.entries()) this.#step(op, empty, cleared, ops.slice(index + 1));
  }

  #step(op: Op, empty: Set<string>, cleared: Set<string>, rest: readonly Op[]): void {
    switch (op.op) {
      case 'clear':
        cleared.add(op.slot);
        return;
      case 'set':
        if (op.how !== 'borrow') this.#store(op, op.slot, op.from, empty, cleared);
        return;
      case 'xsetref':
        if (this.#isOurs(op.slot)) this.#keep(op, op.slot, 'replaced', isConstant(op.from));
        return;
      case 'call':
        if (op.into !== undefined) this.#store(op, op.into, null, empty, cleared);
        this.#enterHelper(op, empty, cleared);
        return;
      case 'if':
        this.#branch(op, empty, cleared, rest);
        return;
      case 'for':
      case 'repeat':
        this.run(op.do, empty, cleared);
        return;
    }
  }

  #isOurs(slot: string): boolean {
    return slot.startsWith(this.#space);
  }

  #store(op: Op, slot: string, from: string | null, empty: Set<string>, cleared: Set<string>): void {
    if (!this.#isOurs(slot) || from === 'NULL') return;
    const old = cleared.has(slot) ? 'replaced' : empty.has(slot) || empty.has(ALL) ? 'kept' : 'lost';
    this.#keep(op, slot, old, from !== null && isConstant(from));
    empty.delete(slot);
    cleared.delete(slot);
  }

  #keep(op: Op, slot: string, old: Store['old'], constant: boolean): void {
    this.stores.push({ slot, in: this.#body, place: op.at ?? null, old, constant });
  }

  #enterHelper(op: Op, empty: Set<string>, cleared: Set<string>): void {
    const helper = helperOf(this.#extension, op);
    if (helper === null || this.#entered.has(helper.name)) return;
    this.#entered.add(helper.name);
    this.run(helper.body, empty, cleared);
    this.#entered.delete(helper.name);
  }

  /**
   * `if (x == NULL) { ... }`, and `if (x != NULL) return 0;` before what follows. Where that code also fills x, it runs
   * once, and what else it fills was NULL too.
   */
  #branch(op: Op & { op: 'if' }, empty: Set<string>, cleared: Set<string>, rest: readonly Op[]): void {
    const isNull = 'isNull' in op.test ? op.test.isNull : null;
    const notNull = 'notNull' in op.test ? op.test.notNull : null;
    this.run(op.then, withSlot(empty, isNull, op.then), new Set(cleared));
    this.run(op.else ?? [], withSlot(empty, notNull, op.else ?? []), new Set(cleared));
    if (notNull !== null && endsInReturn(op.then)) for (const slot of withSlot(empty, notNull, rest)) empty.add(slot);
    if (isNull !== null && endsInReturn(op.else ?? []))
      for (const slot of withSlot(empty, isNull, rest)) empty.add(slot);
  }
}

/** Stands for every slot: the code runs once. */
const ALL = '*';

/** The slots that are NULL where `slot` is known to be, in code of which `ops` is the rest. */
function withSlot(slots: ReadonlySet<string>, slot: string | null, ops: readonly Op[]): Set<string> {
  if (slot === null) return new Set(slots);
  return new Set([...slots, slot, ...(fills(ops, slot) ? [ALL] : [])]);
}

function fills(ops: readonly Op[], slot: string): boolean {
  return [...flatten(ops)].some((op) => (op.op === 'call' ? op.into === slot : op.op === 'set' && op.slot === slot));
}

function endsInReturn(ops: readonly Op[]): boolean {
  return ops.at(-1)?.op === 'return';
}

/** Constants and static types belong to the process. */
function isConstant(from: string): boolean {
  return from.startsWith('type:') || /^(?:None|True|False|NotImplemented|Ellipsis|\(\)|-?\d+)$/.test(from);
}

/** Bodies in which a slot, or one that begins so, is given up. */
export function clearedIn(bodies: readonly CodeBody[], isSlot: (slot: string) => boolean): string[] {
  const releases = (ops: readonly Op[]): boolean =>
    ops.some((op) => {
      if (op.op === 'clear' || op.op === 'decref' || op.op === 'xdecref') return isSlot(op.slot);
      if (op.op === 'if') return releases(op.then) || releases(op.else ?? []);
      return (op.op === 'for' || op.op === 'repeat') && releases(op.do);
    });
  return bodies.filter(({ ops }) => releases(ops)).map(({ name }) => name);
}
