import { createGcState } from '../../src/gc/collect.js';
import type { GcState } from '../../src/gc/gc-state.js';
import { Heap } from '../../src/gc/heap.js';
import { Holder } from '../../src/gc/holder.js';
import type { Ref, TypeId } from '../../src/gc/ref.js';
import { correctSlots, type TypeSlots } from '../../src/gc/type-slots.js';
import { WeakrefTable } from '../../src/gc/weakrefs.js';

/** A heap with named objects, as a test wrote them down. */
export class Graph {
  readonly heap = new Heap();
  readonly state: GcState = createGcState(this.heap, 'main');
  readonly weakrefs = new WeakrefTable(this.heap);
  /** The references that come from outside of the heap: what `root -> x` draws. */
  readonly root = new Holder(this.heap, 'static', 'root', -1);
  /** Owns the reference that comes with an allocation, until `settle`. */
  readonly frame = new Holder(this.heap, 'frame', 'test', -1);
  readonly objects = new Map<string, Ref>();
  /** Names in the order in which the objects were deallocated. */
  readonly freed: string[] = [];
  readonly #types = new Map<string, TypeId>();

  constructor() {
    this.heap.gcState = this.state;
    this.heap.hooks.describe = (ref) => this.nameOf(ref);
    this.heap.hooks.onFree = (ref) => {
      const name = this.nameOf(ref);
      this.freed.push(name);
      if (this.objects.get(name) === ref) this.objects.delete(name);
    };
  }

  nameOf(ref: Ref): string {
    for (const [name, object] of this.objects) if (object === ref) return name;
    return `<${ref}>`;
  }

  ref(name: string): Ref {
    const ref = this.objects.get(name);
    if (ref === undefined) throw new Error(`the graph has no ${name}`);
    return ref;
  }

  has(name: string): boolean {
    return this.objects.has(name);
  }

  /** Type of a node: a container that visits and clears all its items, but for what `change` says. */
  type(name: string, change: Partial<TypeSlots> = {}): TypeId {
    const known = this.#types.get(name);
    if (known !== undefined) return known;
    const id = this.heap.registerType({ ...correctSlots(name, ['hidden'], true), visits: [false], ...change });
    this.#types.set(name, id);
    return id;
  }

  /** A new object whose one reference belongs to the frame until `settle`. */
  add(name: string, type: TypeId = this.type('node')): Ref {
    const ref = this.heap.alloc(type);
    this.objects.set(name, ref);
    this.frame.set(name, ref);
    if (this.heap.slotsOf(ref).haveGc) this.heap.gcTrack(ref);
    return ref;
  }

  /** A new reference from one object to another. */
  link(from: string, to: string): void {
    this.heap.pushEdge(this.ref(from), this.heap.newRef(this.ref(to)));
  }

  /** A new reference that tp_traverse of the owner does not visit. */
  linkHidden(from: string, to: string): void {
    this.heap.replaceEdge(this.ref(from), 0, this.heap.newRef(this.ref(to)));
  }

  hold(name: string): void {
    this.root.set(name, this.heap.newRef(this.ref(name)));
  }

  /** Gives up the references that came with the allocations: only the drawn ones are left. */
  settle(...names: string[]): void {
    for (const name of names) this.frame.clear(name);
  }
}

/**
 * Draws a graph: `a -> b` a reference, `a => b` one that is not visited, `root -> a` one from outside, `a` an object
 * alone. `types` gives the type of some nodes.
 */
export function graph(text: string, change: (graph: Graph) => Record<string, TypeId> = () => ({})): Graph {
  const drawn = new Graph();
  const types = change(drawn);
  const links = text.split(',').map((part) => part.trim().split(/\s*(->|=>)\s*/));
  const names = new Set(links.flatMap(([from, , to]) => [from, to]).filter((name) => name && name !== 'root'));
  for (const name of names) drawn.add(name as string, types[name as string]);
  for (const [from, arrow, to] of links) {
    if (to === undefined) continue;
    if (from === 'root') drawn.hold(to);
    else if (arrow === '=>') drawn.linkHidden(from as string, to);
    else drawn.link(from as string, to);
  }
  drawn.settle(...(names as Set<string>));
  return drawn;
}
