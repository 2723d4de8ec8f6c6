/** What every program of this kind has; this module is loaded before any scenario. */
const AT_START: ReadonlySet<PropertyKey> = new Set(Reflect.ownKeys(globalThis));

/** Global variables that code of tests has made since. */
export function addedGlobals(): object {
  const added = Reflect.ownKeys(globalThis).filter((key) => !AT_START.has(key) && !isOwn(key));
  return Object.fromEntries(added.map((key) => [key, Reflect.get(globalThis, key)]));
}

/** refhunt's own. */
function isOwn(key: PropertyKey): boolean {
  return typeof key === 'symbol' && key.description?.startsWith('refhunt.') === true;
}

/** Where the inspector and refhunt hand objects to each other. */
export const EXCHANGE = Symbol.for('refhunt.inspected');
