import type { Snapshot, SnapshotOwner } from '../../gc/snapshot.js';
import type { ModuleSource, Sources, TypeSource } from '../sources.js';
import type { Graph } from './graph.js';

/** What owns references and is no object: a holder, or nobody. */
export type OutsideOwner = Exclude<SnapshotOwner, { kind: 'object' }>;

/** tp_name of the type of an object. */
export function typeName(snapshot: Snapshot, object: number): string {
  return snapshot.types[snapshot.objects.type[object] as number]?.name ?? '';
}

export function slotNames(snapshot: Snapshot, object: number): readonly string[] {
  return snapshot.types[snapshot.objects.type[object] as number]?.slots ?? [];
}

export function isGcType(snapshot: Snapshot, object: number): boolean {
  return snapshot.types[snapshot.objects.type[object] as number]?.gc ?? false;
}

/** tp_name of a type object, after the label that readers know it by; null: no type. */
export function nameOfTypeObject(snapshot: Snapshot, object: number): string | null {
  const label = snapshot.objects.label[object] ?? '';
  return label.startsWith('type ') ? label.slice('type '.length) : null;
}

/** Borrowed target of a named fixed slot; -1: the object has no such slot, or it is NULL. */
export function targetOf(graph: Graph, object: number, slot: string): number {
  const { references } = graph.snapshot;
  const wanted = slotNames(graph.snapshot, object).indexOf(slot);
  if (wanted < 0) return -1;
  const found = graph.outgoing(object).find((reference) => references.slot[reference] === wanted);
  return found === undefined ? -1 : (references.target[found] as number);
}

/** The described type whose C functions an instance runs: its own type, or the nearest base that is no Python class. */
export function describedType(graph: Graph, sources: Sources, instance: number): TypeSource | null {
  const own = typeNamed(sources, typeName(graph.snapshot, instance));
  return own ?? describedBase(graph, sources, targetOf(graph, instance, 'ob_type'));
}

/** The type object if it is described, or the nearest base that is. */
export function describedBase(graph: Graph, sources: Sources, typeObject: number): TypeSource | null {
  let type = typeObject;
  for (let guard = graph.snapshot.objects.count; type >= 0 && guard > 0; guard--) {
    const source = typeNamed(sources, nameOfTypeObject(graph.snapshot, type));
    if (source) return source;
    type = targetOf(graph, type, 'tp_base');
  }
  return null;
}

function typeNamed({ types }: Sources, name: string | null): TypeSource | null {
  return types.find((type) => type.name === name) ?? null;
}

/** The extension that a module object belongs to: by the name it shows, or, once that is wiped, by its state. */
export function describedModule(graph: Graph, sources: Sources, object: number): ModuleSource | null {
  const slots = slotNames(graph.snapshot, object);
  if (slots[0] !== 'md_dict') return null;
  const state = slots.flatMap((slot) => (slot.startsWith('state.') ? [slot.slice('state.'.length)] : []));
  const label = graph.snapshot.objects.label[object];
  const same = sources.modules.filter((module) => module.state.join() === state.join());
  return (
    same.find((module) => label === `module ${module.extension}`) ?? (same.length === 1 ? (same[0] ?? null) : null)
  );
}
