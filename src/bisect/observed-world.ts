import type { Edit } from '../interp/history/change.js';
import { RULES, type World } from '../interp/world.js';

/** What a run may look up in its world: 'library', 'steps', 'rule gc-per-interpreter', 'extension _abc'. */
export type WorldKey = string;

export const LIBRARY: WorldKey = 'library';
export const STEPS: WorldKey = 'steps';
export const ruleKey = (name: string): WorldKey => `rule ${name}`;
export const extensionKey = (name: string): WorldKey => `extension ${name}`;

/** What a run must have looked up for the edit to make a difference to it. */
export function keyOfEdit(edit: Edit): WorldKey {
  switch (edit.edit) {
    case 'rule':
      return ruleKey(edit.rule);
    case 'step':
      return STEPS;
    case 'library':
      return LIBRARY;
    case 'extension':
      return extensionKey(edit.extension.name);
    default:
      return extensionKey(edit.extension);
  }
}

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
  observeProperty(observed, world, 'steps', () => consulted.add(STEPS));
  observeProperty(observed, world, 'library', () => consulted.add(LIBRARY));
  return { world: observed, consulted };
}

function observeProperty(observed: World, world: World, key: 'steps' | 'library', onRead: () => void): void {
  const get = () => {
    onRead();
    return world[key];
  };
  Object.defineProperty(observed, key, { get, enumerable: key in world, configurable: true });
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
