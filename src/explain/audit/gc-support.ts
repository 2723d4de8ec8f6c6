import { createRuntimeCore } from '../../interp/bootstrap.js';
import type { Argument, ExtensionDescription, Op } from '../../interp/extension/description.js';
import type { World } from '../../interp/world.js';
import { everyOp } from './bodies.js';

/** Whether the collector sees the instances of a type, and whether what it inherits visits their type. */
export interface GcSupport {
  readonly gc: 'own' | 'inherited' | 'none';
  readonly inheritedVisitsType: boolean;
}

/** Py_TPFLAGS_HAVE_GC of the static types of the core, by tp_name. */
export type CoreGc = (name: string) => boolean;

/** Reads the flags off a runtime that is made for nothing else, when one is first asked for. */
export function coreGcOf(world: World): CoreGc {
  let known: ReadonlyMap<string, boolean> | null = null;
  return (name) => {
    known ??= readCore(world);
    return known.get(name) ?? false;
  };
}

function readCore(world: World): ReadonlyMap<string, boolean> {
  const runtime = createRuntimeCore(world);
  return new Map([...runtime.coreTypes].map(([name, type]) => [name, runtime.info(type).layout.slots.haveGc]));
}

/** CPython 3.11 Objects/typeobject.c: inherit_special(): a type without GC support of its own has that of its base. */
export function gcSupportOf(
  extension: ExtensionDescription,
  key: string,
  coreGc: CoreGc,
  below: ReadonlySet<string> = new Set(),
): GcSupport {
  const type = extension.types[key];
  if (type === undefined) return { gc: 'none', inheritedVisitsType: false };
  const { tp_traverse, tp_clear } = type.slots;
  const visitsType = tp_traverse?.some((op) => op.op === 'visit' && op.slot === 'ob_type') ?? false;
  if (type.flags.includes('HAVE_GC')) return { gc: 'own', inheritedVisitsType: visitsType };
  const base = tp_traverse || tp_clear || below.has(key) ? null : baseOf(extension, key);
  if (base === null) return { gc: 'none', inheritedVisitsType: false };
  if (base.kind === 'core') return { gc: coreGc(base.name) ? 'inherited' : 'none', inheritedVisitsType: false };
  const inherited = gcSupportOf(extension, base.name, coreGc, new Set([...below, key]));
  const heap = extension.types[base.name]?.storage === 'heap';
  return {
    gc: inherited.gc === 'none' ? 'none' : 'inherited',
    inheritedVisitsType: heap && inherited.inheritedVisitsType,
  };
}

type Base = { readonly kind: 'core' | 'own'; readonly name: string };

/** As the description says it, or the call that makes the type. */
function baseOf(extension: ExtensionDescription, key: string): Base | null {
  const named = extension.types[key]?.base ?? basesArgument(extension, key);
  if (named === null) return null;
  if (!named.startsWith('type:')) return Object.hasOwn(extension.types, named) ? { kind: 'own', name: named } : null;
  const name = named.slice('type:'.length);
  return { kind: Object.hasOwn(extension.types, name) ? 'own' : 'core', name };
}

const MAKES_TYPE: Readonly<Record<string, number>> = {
  PyType_FromSpec: 0,
  PyType_FromSpecWithBases: 0,
  PyType_FromModuleAndSpec: 1,
};

/** 'type:NAME', or the key of the type that an earlier call put where this one takes its base from. */
function basesArgument(extension: ExtensionDescription, key: string): string | null {
  const made = typeCalls(extension);
  const slot = made.find((each) => each.key === key)?.base;
  if (typeof slot !== 'string') return null;
  return slot.startsWith('type:') ? slot : (made.find(({ into }) => into === slot)?.key ?? null);
}

interface TypeCall {
  readonly key: string;
  readonly base: Argument | undefined;
  readonly into: string | undefined;
}

function typeCalls(extension: ExtensionDescription): TypeCall[] {
  return codeOf(extension).flatMap((op) => {
    if (op.op !== 'call') return [];
    const at = MAKES_TYPE[op.api];
    const spec = at === undefined ? undefined : op.args[at];
    if (at === undefined || typeof spec !== 'object' || !('spec' in spec)) return [];
    return [{ key: spec.spec, base: op.args[at + 1], into: op.into }];
  });
}

/** A struct sequence: what its instances own is a tuple's, and its slots are CPython's own. */
export function isStructSequence(extension: ExtensionDescription, key: string): boolean {
  return codeOf(extension).some(
    (op) => op.op === 'call' && op.api === 'PyStructSequence_NewType' && op.args.some((each) => isSpec(each, key)),
  );
}

function isSpec(argument: Argument, key: string): boolean {
  return typeof argument === 'object' && 'spec' in argument && argument.spec === key;
}

function codeOf(extension: ExtensionDescription): Op[] {
  const functions = Object.values({ ...extension.helpers, ...extension.functions });
  return [extension.create ?? [], extension.exec, ...functions.map(({ body }) => body)].flatMap((body) => [
    ...everyOp(extension, body),
  ]);
}
