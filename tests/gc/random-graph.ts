import fc from 'fast-check';
import { NULL, type Ref, type TypeId } from '../../src/gc/ref.js';
import { correctSlots, type TypeSlots } from '../../src/gc/type-slots.js';
import { Graph } from './graph.js';
import type { Finalizer, NodeSpec } from './slow-heap.js';

export type Step =
  | { readonly step: 'collect'; readonly generation: number }
  | { readonly step: 'drop root' | 'link'; readonly from: number; readonly to: number };

export interface RandomCase {
  readonly specs: readonly NodeSpec[];
  readonly steps: readonly Step[];
}

const SIZE = 9;
const index = fc.nat({ max: SIZE - 1 });

const nodeSpec: fc.Arbitrary<NodeSpec> = fc.record({
  kind: fc.constantFrom('node', 'node', 'node', 'tuple', 'legacy', 'weakref', 'weakref'),
  first: fc.option(index, { freq: 3 }),
  items: fc.array(index, { maxLength: 3 }),
  target: index,
  finalizer: fc.option(fc.constantFrom<Finalizer>('nothing', 'revive self', 'revive child'), { freq: 1 }),
  rooted: fc.boolean(),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ step: fc.constant('collect' as const), generation: fc.nat({ max: 2 }) }),
  fc.record({ step: fc.constantFrom('drop root' as const, 'link' as const), from: index, to: index }),
);

export const randomCase: fc.Arbitrary<RandomCase> = fc.record({
  specs: fc.array(nodeSpec, { minLength: SIZE, maxLength: SIZE }),
  steps: fc.array(step, { maxLength: 8 }),
});

/** The same nodes in the real heap, which writes the same log. */
export class RealHeap {
  readonly graph = new Graph();
  readonly log: string[] = [];

  constructor(specs: readonly NodeSpec[]) {
    const { heap, weakrefs } = this.graph;
    const onFree = heap.hooks.onFree;
    heap.hooks.onFree = (ref) => {
      this.log.push(`free ${this.graph.nameOf(ref)}`);
      onFree?.(ref);
    };
    heap.hooks.invokeCallback = (_callback, weakref) => this.log.push(`callback ${this.graph.nameOf(weakref)}`);
    heap.hooks.appendGarbage = (_state, ref) => this.hold(`garbage ${this.log.length} ${ref}`, ref);
    for (const [at, spec] of specs.entries()) this.graph.add(`${at}`, this.#typeOf(spec));
    for (const [at, spec] of specs.entries()) this.#fill(at, spec);
    for (const [at, spec] of specs.entries()) {
      if (spec.kind === 'weakref') weakrefs.register(this.ref(at), this.ref(spec.target), 'subtype');
    }
    for (const [at, spec] of specs.entries()) if (spec.rooted) this.graph.hold(`${at}`);
  }

  /** The references that came with the allocations go: only the drawn ones stay. */
  settle(at: number): void {
    this.graph.settle(`${at}`);
  }

  ref(at: number): Ref {
    return this.graph.ref(`${at}`);
  }

  hold(field: string, ref: Ref): void {
    this.graph.root.set(field, this.graph.heap.newRef(ref));
  }

  #fill(at: number, spec: NodeSpec): void {
    const { heap } = this.graph;
    if (spec.first !== null) heap.setEdge(this.ref(at), 0, heap.newRef(this.ref(spec.first)));
    for (const item of spec.items) heap.pushEdge(this.ref(at), heap.newRef(this.ref(item)));
  }

  #typeOf({ kind, finalizer }: NodeSpec): TypeId {
    const shared: Partial<TypeSlots> =
      finalizer === null ? {} : { finalize: (self) => this.#finalize(self, finalizer) };
    const name = `${kind} ${finalizer}`;
    if (kind === 'weakref') {
      const slots = correctSlots(name, ['wr_callback'], true);
      const onDealloc = (self: Ref): void => this.graph.weakrefs.forget(self);
      return this.graph.type(name, { ...slots, ...shared, onDealloc });
    }
    if (kind === 'tuple') return this.graph.type(name, { ...shared, clears: null, clearsItems: false });
    if (kind === 'node') return this.graph.type(name, shared);
    const legacyDel = (self: Ref): void => void this.log.push(`del ${this.graph.nameOf(self)}`);
    return this.graph.type(name, { ...shared, legacyDel });
  }

  #finalize(self: Ref, finalizer: Finalizer): void {
    const { heap } = this.graph;
    const name = this.graph.nameOf(self);
    this.log.push(`finalize ${name}`);
    const items = Array.from({ length: (heap.edgeCount[self] as number) - 1 }, (_, at) => heap.edge(self, at + 1));
    const child = items.find((item) => item !== NULL);
    if (finalizer === 'revive self') this.hold(`revived by ${name}`, self);
    if (finalizer === 'revive child' && child !== undefined) this.hold(`revived by ${name}`, child);
  }
}
