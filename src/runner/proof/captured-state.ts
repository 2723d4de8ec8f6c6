import { Module } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { IsUserFile } from '../describe-error.js';
import type { ScopeReader } from './function-scopes.js';

/** One variable, property or place of code, as text that is the same where it holds the same. */
interface Line {
  readonly name: string;
  readonly text: string;
}

/** What the JavaScript of a test keeps between its runs, at one moment. */
export interface Captured {
  readonly lines: readonly Line[];
  /** Something that cannot be looked into, and may hide anything; null: there is none. */
  readonly opaque: string | null;
}

/** Numbers that stay with an object for good: for what is code alone, or not looked into. */
export class Identities {
  readonly #numbers = new WeakMap<object, number>();
  #last = 0;

  of(object: object): number {
    const known = this.#numbers.get(object);
    if (known !== undefined) return known;
    this.#numbers.set(object, ++this.#last);
    return this.#last;
  }
}

const OF_EVERY_FUNCTION: ReadonlySet<PropertyKey> = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);

/**
 * Walks from the values that it is told of through properties and the variables that functions have captured. Objects
 * are numbered as they are met, so that a fresh object that holds the same reads the same.
 */
export class CapturedState {
  readonly #reader: ScopeReader;
  readonly #isUserFile: IsUserFile;
  readonly #identities: Identities;
  readonly #numbers = new Map<object, number>();
  readonly #queue: { readonly object: object; readonly name: string }[] = [];
  readonly #modules = new Set<string>();
  readonly #lines: Line[] = [];
  #opaque: string | null = null;

  constructor(reader: ScopeReader, isUserFile: IsUserFile, identities: Identities) {
    this.#reader = reader;
    this.#isUserFile = isUserFile;
    this.#identities = identities;
  }

  /** The value as text; an object by a number, to be looked into by `finish`. */
  textOf(value: unknown, name: string): string {
    if (typeof value === 'string') return JSON.stringify(value);
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
      return `${typeof value} ${Object.is(value, -0) ? '-0' : String(value)}`;
    }
    const known = this.#numbers.get(value);
    if (known !== undefined) return `#${known}`;
    this.#numbers.set(value, this.#numbers.size + 1);
    this.#queue.push({ object: value, name });
    return `#${this.#numbers.size}`;
  }

  finish(): Captured {
    for (let at = 0; at < this.#queue.length; at++) {
      const { object, name } = this.#queue[at] as { object: object; name: string };
      this.#lookInto(object, name);
    }
    return { lines: this.#lines, opaque: this.#opaque };
  }

  #say(name: string, text: string): void {
    this.#lines.push({ name, text });
  }

  #lookInto(object: object, name: string): void {
    if (typeof object === 'function') this.#function(object, name);
    else if (object instanceof Map || object instanceof Set) this.#collection(object, name);
    else if (object instanceof Date) this.#say(name, `Date ${object.getTime()}`);
    else if (ArrayBuffer.isView(object)) this.#say(name, `bytes ${bytesOf(object)}`);
    else if (isPlain(object)) this.#properties(object, name, []);
    else if (object instanceof Module) this.#properties({ exports: object.exports as unknown }, name, []);
    else if (isNamespace(object)) this.#identity(object, name);
    else {
      this.#opaque ??= name;
      this.#identity(object, name);
    }
  }

  #identity(object: object, name: string): void {
    this.#say(name, `object ${this.#identities.of(object)}`);
  }

  /** Code of Node, of packages and of refhunt itself is taken to keep nothing. */
  #function(body: object, name: string): void {
    const known = this.#reader.read(body);
    if (known === null || !this.#isUserFile(fileOf(known.url))) {
      this.#identity(body, name);
      return;
    }
    this.#say(name, `function ${fileOf(known.url)}:${known.line}:${known.column}`);
    this.#properties(body, name, OF_EVERY_FUNCTION);
    for (const { isModule: isWhole, variables } of known.scopes) {
      if (isWhole && this.#modules.has(known.url)) continue;
      if (isWhole) this.#modules.add(known.url);
      this.#properties(variables, '', []);
    }
  }

  #collection(collection: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>, name: string): void {
    this.#say(name, `${collection.size} entries`);
    for (const [key, value] of collection.entries()) {
      this.#say(name, `${this.textOf(key, name)} => ${this.textOf(value, name)}`);
    }
  }

  #properties(object: object, name: string, leftOut: Iterable<PropertyKey>): void {
    const out = new Set(leftOut);
    const keys = Reflect.ownKeys(object).filter((key) => !out.has(key));
    if (name !== '') this.#say(name, `${keys.length} properties`);
    for (const key of keys) {
      const path = name === '' ? String(key) : `${name}.${String(key)}`;
      const property = Reflect.getOwnPropertyDescriptor(object, key);
      const value: unknown = property && 'value' in property ? property.value : property?.get;
      this.#say(path, this.textOf(value, path));
    }
  }
}

/** A loader adds a query, so that a file is read anew. */
function fileOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url.replace(/[?#].*$/, '')) : url;
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return Array.isArray(object) || prototype === null || prototype === Object.prototype;
}

function isNamespace(object: object): boolean {
  return Object.prototype.toString.call(object) === '[object Module]';
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('hex');
}

/** What differs first; null: nothing does. */
export function changedBetween(before: Captured, after: Captured): string | null {
  const length = Math.max(before.lines.length, after.lines.length);
  for (let at = 0; at < length; at++) {
    const [was, is] = [before.lines[at], after.lines[at]];
    if (was?.name !== is?.name || was?.text !== is?.text) return is?.name ?? was?.name ?? '';
  }
  return null;
}
