/** What a node does when its tp_finalize runs. */
export type Finalizer = 'nothing' | 'revive self' | 'revive child';

/** One object of a random graph. Nodes are named by their index. */
export interface NodeSpec {
  /** `tuple` has no tp_clear; `legacy` has a tp_del; `weakref` points to `target` and owns `first` as its callback. */
  readonly kind: 'node' | 'tuple' | 'legacy' | 'weakref';
  /** The fixed slot: the callback of a weakref, which is visited; of others a reference that is not. */
  readonly first: number | null;
  readonly items: readonly number[];
  readonly target: number;
  readonly finalizer: Finalizer | null;
  readonly rooted: boolean;
}

interface SlowNode {
  readonly spec: NodeSpec;
  readonly cells: (number | null)[];
  alive: boolean;
  dying: boolean;
  finalized: boolean;
  /** wr_object of a weakref. */
  target: number | null;
  /** Weakrefs to this node, newest first. */
  weakrefs: number[];
}

/**
 * The obviously right heap: no counts, every question is answered by looking at all references, and the collector is
 * reachability over sets. It shares nothing with the real one but the order in which lists are walked.
 */
export class SlowHeap {
  readonly nodes: SlowNode[];
  readonly log: string[] = [];
  /** References from outside; one entry each. */
  readonly roots: number[] = [];
  generations: number[][] = [[], [], []];
  readonly #rooted = new Set<number>();

  constructor(specs: readonly NodeSpec[]) {
    this.nodes = specs.map((spec) => ({
      spec,
      cells: [spec.first, ...spec.items],
      alive: true,
      dying: false,
      finalized: false,
      target: spec.kind === 'weakref' ? spec.target : null,
      weakrefs: [],
    }));
    for (const [index, { spec }] of this.nodes.entries()) {
      if (spec.kind === 'weakref') this.node(spec.target).weakrefs.unshift(index);
      this.roots.push(index);
      if (!spec.rooted) continue;
      this.#rooted.add(index);
      this.roots.push(index);
    }
    this.generations[0]?.push(...this.nodes.keys());
  }

  /** The reference that came with the allocation goes. */
  settle(index: number): void {
    this.#dropRoot(index);
  }

  node(index: number): SlowNode {
    return this.nodes[index] as SlowNode;
  }

  alive(): number[] {
    return [...this.nodes.keys()].filter((index) => this.node(index).alive);
  }

  owners(target: number): number {
    const cells = this.alive().flatMap((index) => this.node(index).cells);
    return [...cells, ...this.roots].filter((each) => each === target).length;
  }

  #visited(index: number): number[] {
    const { spec, cells } = this.node(index);
    return cells.filter((cell, slot) => cell !== null && (slot > 0 || spec.kind === 'weakref')) as number[];
  }

  /** Drops the root that the graph was drawn with, if it has not been dropped yet. */
  unroot(index: number): void {
    if (this.#rooted.delete(index)) this.#dropRoot(index);
  }

  #dropRoot(index: number): void {
    this.roots.splice(this.roots.indexOf(index), 1);
    this.#released(index);
  }

  link(from: number, to: number): void {
    this.node(from).cells.push(to);
  }

  /** One owner of it is gone. */
  #released(index: number): void {
    const node = this.node(index);
    if (node.alive && !node.dying && this.owners(index) === 0) this.#dealloc(index);
  }

  #dealloc(index: number): void {
    const node = this.node(index);
    node.dying = true;
    this.#untrack(index);
    if (node.spec.finalizer !== null && !node.finalized) {
      this.generations[0]?.push(index);
      this.#finalize(index);
      if (this.owners(index) > 0) {
        node.dying = false;
        return;
      }
      this.#untrack(index);
    }
    this.#clearWeakrefs(index);
    if (node.spec.kind === 'legacy') this.log.push(`del ${index}`);
    this.#forget(index);
    for (const [slot, cell] of node.cells.entries()) {
      node.cells[slot] = null;
      if (cell !== null) this.#released(cell);
    }
    node.alive = false;
    this.log.push(`free ${index}`);
  }

  #untrack(index: number): void {
    this.generations = this.generations.map((list) => list.filter((each) => each !== index));
  }

  #moveTo(generation: number, index: number): void {
    this.#untrack(index);
    this.generations[generation]?.push(index);
  }

  #finalize(index: number): void {
    const node = this.node(index);
    node.finalized = true;
    this.log.push(`finalize ${index}`);
    const child = node.cells.slice(1).find((cell) => cell !== null);
    if (node.spec.finalizer === 'revive self') this.roots.push(index);
    if (node.spec.finalizer === 'revive child' && child !== undefined) this.roots.push(child as number);
  }

  #forget(weakref: number): void {
    const { target } = this.node(weakref);
    if (target === null) return;
    const referent = this.node(target);
    referent.weakrefs = referent.weakrefs.filter((each) => each !== weakref);
    this.node(weakref).target = null;
  }

  #clearWeakrefs(index: number): void {
    const held: number[] = [];
    for (const weakref of [...this.node(index).weakrefs]) {
      if (this.node(weakref).target !== index) continue;
      const { cells } = this.node(weakref);
      const callback = cells[0] as number | null;
      this.#forget(weakref);
      if (callback === null) continue;
      const called = this.owners(weakref) > 0;
      cells[0] = null;
      if (!called) {
        this.#released(callback);
        continue;
      }
      held.push(weakref, callback);
      this.roots.push(weakref, callback);
    }
    for (let call = 0; call < held.length; call += 2) this.log.push(`callback ${held[call]}`);
    for (const each of held.reverse()) this.#dropRoot(each);
  }

  /** Members of `set` that something outside of it reaches, by visited references. */
  #reached(set: ReadonlySet<number>): Set<number> {
    const inside = [...set].flatMap((index) => this.#visited(index));
    const reached = new Set<number>();
    const visit = (index: number): void => {
      if (!set.has(index) || reached.has(index)) return;
      reached.add(index);
      for (const next of this.#visited(index)) visit(next);
    };
    for (const index of set) if (this.owners(index) > inside.filter((each) => each === index).length) visit(index);
    return reached;
  }

  /** Members of `set` that the seeds reach, themselves included. */
  #closure(seeds: readonly number[], set: ReadonlySet<number>): Set<number> {
    const closure = new Set<number>();
    const visit = (index: number): void => {
      if (!set.has(index) || closure.has(index)) return;
      closure.add(index);
      for (const next of this.#visited(index)) visit(next);
    };
    for (const seed of seeds) visit(seed);
    return closure;
  }

  collect(generation: number): { collected: number; uncollectable: number } {
    const old = Math.min(generation + 1, 2);
    const merged = [generation, ...[0, 1, 2].filter((each) => each < generation)];
    const young = merged.flatMap((each) => this.generations[each] as number[]);
    const reached = this.#reached(new Set(young));
    const trash = young.filter((index) => !reached.has(index));
    for (const index of young) if (reached.has(index)) this.#moveTo(old, index);

    const legacy = trash.filter((index) => this.node(index).spec.kind === 'legacy');
    const uncollectable = this.#closure(legacy, new Set(trash));
    const garbage = trash.filter((index) => !uncollectable.has(index));
    this.#handleWeakrefs(garbage, old);
    for (const index of garbage) {
      if (this.node(index).spec.finalizer !== null && !this.node(index).finalized) this.#finalize(index);
    }
    const revived = this.#reached(new Set(garbage));
    for (const index of garbage) if (revived.has(index)) this.#moveTo(old, index);
    const dead = garbage.filter((index) => !revived.has(index));
    this.#deleteGarbage(dead, old);
    // tp_clear of the dead may have freed some of them.
    const left = [...uncollectable].filter((index) => this.node(index).alive);
    for (const index of left) this.#moveTo(old, index);
    this.roots.push(...legacy.filter((index) => this.node(index).alive));
    return { collected: dead.length, uncollectable: left.length };
  }

  #handleWeakrefs(garbage: readonly number[], old: number): void {
    const toCall: number[] = [];
    for (const index of garbage) {
      this.#forget(index);
      for (const weakref of [...this.node(index).weakrefs]) {
        this.#forget(weakref);
        if (this.node(weakref).cells[0] !== null && !garbage.includes(weakref)) toCall.push(weakref);
      }
    }
    for (const weakref of toCall) {
      this.log.push(`callback ${weakref}`);
      this.#moveTo(old, weakref);
    }
  }

  #deleteGarbage(dead: readonly number[], old: number): void {
    for (const index of dead) {
      const node = this.node(index);
      if (!node.alive) continue;
      if (node.spec.kind !== 'tuple') {
        this.roots.push(index);
        this.#clear(node);
        this.#dropRoot(index);
      }
      if (node.alive) this.#moveTo(old, index);
    }
  }

  /** The fixed slot, then all items at once: each is held until its turn comes. */
  #clear(node: SlowNode): void {
    const first = node.cells[0] as number | null;
    node.cells[0] = null;
    if (first !== null) this.#released(first);
    const items = node.cells.splice(1).filter((cell) => cell !== null);
    this.roots.push(...items);
    for (const item of items) this.#dropRoot(item);
  }
}
