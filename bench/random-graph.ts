import { createGcState } from '../src/gc/collect.js';
import type { Holder } from '../src/gc/holder.js';
import type { Ref } from '../src/gc/ref.js';
import { createRuntimeCore } from '../src/interp/bootstrap.js';
import { listAppend, newList } from '../src/interp/objects/list.js';
import type { Runtime } from '../src/interp/runtime.js';
import { RULES, type Rules } from '../src/interp/world.js';

const REFERENCES_EACH = 4;

/** A process without interpreter whose objects are tracked in `runtime.heap.gcState`; nothing is collected by itself. */
export function bareRuntime(): Runtime {
  const rules = Object.fromEntries(RULES.map((rule) => [rule, false])) as Rules;
  const runtime = createRuntimeCore({ rules, steps: [], extensions: {} });
  const state = createGcState(runtime.heap, 'bench');
  state.enabled = false;
  runtime.heap.gcState = state;
  return runtime;
}

/**
 * `count` lists of four items, every item a uniformly drawn list, all held by one more list that `root` owns.
 * reference.py builds the same graph, draw for draw.
 */
export function randomGraph(runtime: Runtime, count: number, seed: number, root: Holder): Ref[] {
  const lists: Ref[] = [];
  for (let made = 0; made < count; made++) lists.push(newList(runtime, []));
  let state = seed;
  for (const list of lists) {
    for (let slot = 0; slot < REFERENCES_EACH; slot++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      listAppend(runtime, list, lists[Math.floor((state * count) / 2 ** 32)] as Ref);
    }
  }
  root.set('lists', newList(runtime, lists));
  return lists;
}
