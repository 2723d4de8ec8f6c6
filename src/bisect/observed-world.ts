import type { Library } from '../interp/standard-library.js';
import { RULES, type World } from '../interp/world.js';
import { extensionKey, featureKey, LIBRARY, ruleKey, STEPS, sinceKey, type WorldKey } from './world-key.js';

export interface ObservedWorld {
  readonly world: World;
  /** Grows while the world is used. Two worlds that agree on all of it give the same run. */
  readonly consulted: ReadonlySet<WorldKey>;
}

/** The same world, which tells what is looked up in it. */
export function observeWorld(world: World): ObservedWorld {
  const consulted = new Set<WorldKey>();
  const observed: { -readonly [Key in keyof World]: World[Key] } = {
    ...world,
    rules: observeRules(world.rules, (name) => consulted.add(ruleKey(name))),
    extensions: observeRecord(world.extensions, (name) => consulted.add(extensionKey(name))),
  };
  const { onTop } = world;
  if (onTop !== undefined) {
    observed.onTop = (merged, described) => {
      for (const name of described) consulted.add(extensionKey(name));
      return onTop(merged, described);
    };
  }
  observeProperty(observed, 'steps', world.steps, () => consulted.add(STEPS));
  if (world.library !== undefined) observed.library = observeLibrary(world.library, (key) => consulted.add(key));
  return { world: observed, consulted };
}

function observeProperty(observed: object, key: string, value: unknown, onRead: () => void): void {
  const get = () => {
    onRead();
    return value;
  };
  Object.defineProperty(observed, key, { get, enumerable: true, configurable: true });
}

/** A question is remembered with its answer alone; who reads the date or the features themselves sees all of it. */
function observeLibrary(library: Library, onAsk: (key: WorldKey) => void): Library {
  const observed: Library = {
    ...library,
    since: (date) => {
      onAsk(sinceKey(date));
      return library.since(date);
    },
    has: (feature) => {
      onAsk(featureKey(feature));
      return library.has(feature);
    },
  };
  for (const key of ['date', 'features'] as const) observeProperty(observed, key, library[key], () => onAsk(LIBRARY));
  return observed;
}

/** Rules are read all the time: one that was read once is from then on a plain property. */
function observeRules(rules: World['rules'], onRead: (name: string) => void): World['rules'] {
  const observed = { ...rules };
  for (const name of RULES) {
    const get = (): boolean => {
      onRead(name);
      Object.defineProperty(observed, name, { value: rules[name], enumerable: true, configurable: true });
      return rules[name];
    };
    Object.defineProperty(observed, name, { get, enumerable: true, configurable: true });
  }
  return observed;
}

/** Whoever asks for the names sees, and so depends on, every entry. */
function observeRecord<T extends object>(record: T, onRead: (name: string) => void): T {
  const readAll = (): void => {
    for (const name of Object.keys(record)) onRead(name);
  };
  return new Proxy(record, {
    get: (target, name, receiver) => {
      if (typeof name === 'string') onRead(name);
      return Reflect.get(target, name, receiver);
    },
    has: (target, name) => {
      if (typeof name === 'string') onRead(name);
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor: (target, name) => {
      if (typeof name === 'string') onRead(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    ownKeys: (target) => {
      readAll();
      return Reflect.ownKeys(target);
    },
  });
}
