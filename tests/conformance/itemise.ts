import type { Holder } from '../../src/gc/holder.js';
import { NULL, type Ref } from '../../src/gc/ref.js';
import type { Runtime } from '../../src/interp/runtime.js';

/**
 * What has come into being since `before`: every reference that a new object or the holder owns, every block of a new
 * object, and what the interned dict holds, as sorted lines with a count.
 */
export function itemise(runtime: Runtime, before: ReadonlySet<Ref>, holder: Holder): string[] {
  const { heap } = runtime;
  const lines = new Map<string, number>();
  const add = (line: string, count = 1): void => {
    lines.set(line, (lines.get(line) ?? 0) + count);
  };
  const nameOf = (ref: Ref): string => `${before.has(ref) ? 'old' : 'new'} ${heap.describe(ref)}`;
  for (let ref = 1 as Ref; ref < heap.top; ref = (ref + 1) as Ref) {
    if (!heap.isLive(ref) || before.has(ref)) continue;
    const typeName = heap.slotsOf(ref).name;
    if (heap.blocks[ref] !== 0) add(`blocks: ${typeName}`, heap.blocks[ref]);
    for (let slot = 0; slot < (heap.edgeCount[ref] as number); slot++) {
      const target = heap.edge(ref, slot);
      if (target !== NULL) add(`reference: ${typeName}.${heap.slotName(ref, slot)} -> ${nameOf(target)}`);
    }
  }
  for (const ref of holder.fields.values()) add(`reference: holder -> ${nameOf(ref)}`);
  return [...lines].sort(([left], [right]) => (left < right ? -1 : 1)).map(([line, count]) => `${count} x ${line}`);
}
