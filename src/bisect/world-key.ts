import type { ExtensionDescription } from '../interp/extension/description.js';
import type { Edit } from '../interp/history/change.js';
import type { Rules, World } from '../interp/world.js';

/** What a run may look up in its world: 'steps', 'rule gc-per-interpreter', 'extension _abc', 'since 2019-11-20'. */
export type WorldKey = string;

/** The date of the library and all of its features. */
export const LIBRARY: WorldKey = 'library';
export const STEPS: WorldKey = 'steps';
export const ruleKey = (name: string): WorldKey => `rule ${name}`;
export const extensionKey = (name: string): WorldKey => `extension ${name}`;
export const sinceKey = (date: string): WorldKey => `since ${date}`;
export const featureKey = (name: string): WorldKey => `feature ${name}`;

/** Any of these a run must have looked up for the edit to make a difference to it. */
export function keysOfEdit(edit: Edit): readonly WorldKey[] {
  switch (edit.edit) {
    case 'rule':
      return [ruleKey(edit.rule)];
    case 'step':
      return [STEPS];
    case 'library':
      return [LIBRARY, featureKey(edit.feature)];
    case 'extension':
      return [extensionKey(edit.extension.name)];
    default:
      return [extensionKey(edit.extension)];
  }
}

function isPlace(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'file' in value && 'line' in value;
}

/** Tells worlds apart: what they say under a key is a short text, the same text where they say the same. */
export class WorldReader {
  /** Functions and texts, numbered as they come. */
  readonly #numbers = new Map<unknown, number>();
  readonly #texts = new WeakMap<object, string>();

  answer({ rules, steps, extensions, library }: World, key: WorldKey): string {
    if (key === STEPS) return this.text(steps);
    if (key === LIBRARY) return JSON.stringify([library?.date, library?.features]);
    const [kind, name] = splitKey(key);
    switch (kind) {
      case 'rule':
        return String(rules[name as keyof Rules]);
      case 'extension':
        return Object.hasOwn(extensions, name) ? this.text(extensions[name] as ExtensionDescription) : '';
      case 'since':
        return String(library?.since(name));
      case 'feature':
        return String(library?.has(name));
      default:
        throw new TypeError(`nothing of a world is called '${key}'`);
    }
  }

  /** Functions are the same only if they are one; where something was written makes no difference. */
  text(value: object): string {
    const known = this.#texts.get(value);
    if (known !== undefined) return known;
    const whole = JSON.stringify(value, (key, each: unknown) => {
      if (key === 'at' && isPlace(each)) return undefined;
      return typeof each === 'function' ? `function ${this.#numberOf(each)}` : each;
    });
    const text = `#${this.#numberOf(whole)}`;
    this.#texts.set(value, text);
    return text;
  }

  #numberOf(value: unknown): number {
    const number = this.#numbers.get(value) ?? this.#numbers.size;
    this.#numbers.set(value, number);
    return number;
  }
}

function splitKey(key: WorldKey): [kind: string, name: string] {
  const space = key.indexOf(' ');
  return [key.slice(0, space), key.slice(space + 1)];
}
