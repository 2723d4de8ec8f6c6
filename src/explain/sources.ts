import { flatten } from '../interp/extension/compile.js';
import type { ExtensionDescription, Op, TypeDescription } from '../interp/extension/description.js';
import { clearsField } from '../interp/lifecycle/steps.js';
import type { FinalizationStep, World } from '../interp/world.js';
import type { DescriptionPart, SourcePlace } from './result.js';

/** What the C source of an extension says, as far as an explanation refers to it: names, places, what touches which slot. */
export interface Sources {
  readonly types: readonly TypeSource[];
  readonly modules: readonly ModuleSource[];
  /** How an interpreter ends. */
  readonly steps: readonly StepSource[];
}

export interface StepSource extends FinalizationStep {
  /** Whether it clears that field of the interpreter struct. */
  readonly clears: (field: string) => boolean;
}

export interface BodySource {
  readonly part: DescriptionPart;
  /** As C would name the function: 'lock_traverse'. */
  readonly name: string;
  readonly place: SourcePlace | null;
  readonly touches: readonly Touch[];
  /** Functions of the C API that it calls. */
  readonly calls: readonly { readonly api: string; readonly place: SourcePlace | null }[];
  /** Holds an operation that nobody can read. */
  readonly opaque: boolean;
}

/** One operation on a slot. */
export interface Touch {
  readonly op: Op['op'];
  readonly slot: string;
  readonly place: SourcePlace | null;
}

export interface TypeSource {
  readonly extension: string;
  readonly key: string;
  /** tp_name. */
  readonly name: string;
  readonly storage: 'static' | 'heap';
  readonly haveGc: boolean;
  readonly fields: readonly string[];
  /** The type object has a copy of its tp_doc. */
  readonly hasDoc: boolean;
  readonly place: SourcePlace | null;
  readonly traverse: BodySource | null;
  readonly clear: BodySource | null;
  readonly dealloc: BodySource | null;
}

export interface ModuleSource {
  readonly extension: string;
  readonly state: readonly string[];
  readonly place: SourcePlace | null;
  readonly traverse: BodySource | null;
  readonly clear: BodySource | null;
  readonly free: BodySource | null;
  /** Everything else that runs: exec, functions, helpers, methods. */
  readonly code: readonly BodySource[];
}

export function sourcesOf(world: World): Sources {
  const extensions = Object.values(world.extensions);
  return {
    types: extensions.flatMap((extension) =>
      Object.entries(extension.types).map(([key, type]) => typeSource(extension.name, key, type)),
    ),
    modules: extensions.map(moduleSource),
    steps: world.steps.map((step) => ({ ...step, clears: (field) => clearsField(step.does, field) })),
  };
}

/** `_abc_data` -> `abc_data`, `RLock` -> `rlock`: the prefix of a type's C functions. */
export function cPrefix(key: string): string {
  return key.replace(/^_+/, '').toLowerCase();
}

function typeSource(extension: string, key: string, type: TypeDescription): TypeSource {
  const place = type.at ?? null;
  const body = (slot: 'tp_traverse' | 'tp_clear' | 'tp_dealloc'): BodySource | null => {
    const ops = type.slots[slot];
    const name = `${cPrefix(key)}_${slot.slice('tp_'.length)}`;
    return ops ? bodySource({ extension, path: `types.${key}.slots.${slot}` }, name, ops, place) : null;
  };
  return {
    extension,
    key,
    name: type.name,
    storage: type.storage,
    haveGc: type.flags.includes('HAVE_GC'),
    fields: type.fields,
    hasDoc: type.doc !== undefined,
    place,
    traverse: body('tp_traverse'),
    clear: body('tp_clear'),
    dealloc: body('tp_dealloc'),
  };
}

function moduleSource(extension: ExtensionDescription): ModuleSource {
  const place = extension.at ?? null;
  const { name } = extension;
  const slot = (key: 'm_traverse' | 'm_clear' | 'm_free'): BodySource | null => {
    const ops = extension.slots[key];
    return ops ? bodySource({ extension: name, path: `slots.${key}` }, `${key} of ${name}`, ops, place) : null;
  };
  return {
    extension: name,
    state: extension.state,
    place,
    traverse: slot('m_traverse'),
    clear: slot('m_clear'),
    free: slot('m_free'),
    code: codeOf(extension),
  };
}

function codeOf(extension: ExtensionDescription): BodySource[] {
  const { name: owner, at = null } = extension;
  const bodies: BodySource[] = [];
  const add = (path: string, name: string, ops: readonly Op[] | undefined, place: SourcePlace | null = at): void => {
    if (ops) bodies.push(bodySource({ extension: owner, path }, name, ops, place));
  };
  add('create', `${owner}_create`, extension.create);
  add('exec', `${owner}_exec`, extension.exec);
  for (const kind of ['functions', 'helpers'] as const) {
    for (const [key, { body, at: place }] of Object.entries(extension[kind] ?? {})) {
      add(`${kind}.${key}.body`, key, body, place ?? at);
    }
  }
  for (const [key, type] of Object.entries(extension.types)) {
    const place = type.at ?? at;
    for (const [method, { body }] of Object.entries(type.methods)) {
      add(`types.${key}.methods.${method}.body`, `${cPrefix(key)}_${method}`, body, place);
    }
    for (const slot of ['tp_new', 'tp_init', 'tp_finalize', 'tp_del'] as const) {
      add(`types.${key}.slots.${slot}`, `${cPrefix(key)}_${slot.slice('tp_'.length)}`, type.slots[slot], place);
    }
  }
  return bodies;
}

function bodySource(part: DescriptionPart, name: string, ops: readonly Op[], fallback: SourcePlace | null): BodySource {
  const all = [...flatten(ops)];
  const touches = all.flatMap((op): Touch[] =>
    'slot' in op && op.slot !== undefined ? [{ op: op.op, slot: op.slot, place: op.at ?? null }] : [],
  );
  const into = all.flatMap((op): Touch[] =>
    op.op === 'call' && op.into !== undefined ? [{ op: 'set', slot: op.into, place: op.at ?? null }] : [],
  );
  const place = all.find((op) => op.at !== undefined)?.at ?? fallback;
  const calls = all.flatMap((op) => (op.op === 'call' ? [{ api: op.api, place: op.at ?? null }] : []));
  const opaque = all.some((op) => op.op === 'escape');
  return { part, name, place, touches: [...touches, ...into], calls, opaque };
}
