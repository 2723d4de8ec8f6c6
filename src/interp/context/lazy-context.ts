import type { TestContext } from '../test-context.js';

export type Operation = (...args: readonly unknown[]) => unknown;

/** What happens around each operation of a context. */
export type Around = (operation: Operation) => Operation;

/**
 * A context whose parts, and what is around their operations, are made when somebody asks for them: each frame has a
 * context of its own, and most code uses few operations. The parts that are asked for most often stand first.
 */
export function lazyContext(parts: readonly (() => object)[], around: Around): TestContext {
  const made: object[] = [];
  const operations = new Map<PropertyKey, unknown>();
  const find = (name: PropertyKey): unknown => {
    for (let index = 0; index < parts.length; index++) {
      if (index === made.length) made.push((parts[index] as () => object)());
      const part = made[index] as object;
      if (Object.hasOwn(part, name)) return part[name as keyof object];
    }
    return undefined;
  };
  const get = (_target: object, name: PropertyKey): unknown => {
    const known = operations.get(name);
    if (known !== undefined) return known;
    const value = find(name);
    const operation = typeof value === 'function' ? around(value as Operation) : value;
    operations.set(name, operation);
    return operation;
  };
  const has = (_target: object, name: PropertyKey): boolean => find(name) !== undefined;
  return new Proxy<object>(Object.freeze({}), { get, has }) as TestContext;
}
