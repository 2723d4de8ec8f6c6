/** `above` over `below`; neither is copied, so that who looks up one name does not look at the others. */
export function overlay<T>(
  below: Readonly<Record<string, T>>,
  above: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  return new Proxy(below, {
    get: (target, name) => Reflect.get(Object.hasOwn(above, name) ? above : target, name),
    has: (target, name) => Object.hasOwn(above, name) || Reflect.has(target, name),
    ownKeys: (target) => [...new Set([...Reflect.ownKeys(target), ...Reflect.ownKeys(above)])],
    getOwnPropertyDescriptor: (target, name) =>
      Reflect.getOwnPropertyDescriptor(Object.hasOwn(above, name) ? above : target, name),
  });
}
