import { Session as InspectorSession } from 'node:inspector';
import { EXCHANGE } from './globals.js';

/** What V8 tells of a function: where its code stands, and the variables that it has captured. */
export interface FunctionScopes {
  /** URL of the script; '': of no script. */
  readonly url: string;
  readonly line: number;
  readonly column: number;
  /** From the inside out, the global one left out. */
  readonly scopes: readonly Scope[];
}

export interface Scope {
  /** The variables of the whole module. */
  readonly isModule: boolean;
  readonly variables: object;
}

interface RemoteObject {
  readonly objectId?: string;
  readonly description?: string;
  readonly value?: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
}

interface Property {
  readonly name: string;
  readonly value?: RemoteObject;
}

interface Answer {
  readonly result?: RemoteObject | readonly Property[];
  readonly internalProperties?: readonly Property[];
}

interface Exchange {
  [EXCHANGE]?: unknown;
}

/** Looks into functions of this process, as a debugger would. */
export class ScopeReader {
  readonly #session = new InspectorSession();
  readonly #urls = new Map<string, string>();

  constructor() {
    this.#session.connect();
    this.#session.on('Debugger.scriptParsed', ({ params }) => void this.#urls.set(params.scriptId, params.url));
  }

  /** null: V8 does not say. */
  read(body: unknown): FunctionScopes | null {
    const [id] = this.#idsOf(body);
    if (id === undefined) return null;
    const { internalProperties = [] } = this.#post('Runtime.getProperties', { objectId: id, ownProperties: true });
    const internal = (name: string): RemoteObject | undefined =>
      internalProperties.find((property) => property.name === name)?.value;
    const place = internal('[[FunctionLocation]]')?.value;
    const scopes = internal('[[Scopes]]')?.objectId;
    if (place === undefined || scopes === undefined) return null;
    return {
      url: this.#urlOf(place.scriptId),
      line: place.lineNumber,
      column: place.columnNumber,
      scopes: this.#scopesIn(scopes),
    };
  }

  close(): void {
    this.#session.disconnect();
    delete (globalThis as Exchange)[EXCHANGE];
  }

  /** Scripts are told of when the debugger is switched on, and only then it is. */
  #urlOf(scriptId: string): string {
    if (!this.#urls.has(scriptId)) {
      this.#post('Debugger.enable', {});
      this.#post('Debugger.disable', {});
    }
    return this.#urls.get(scriptId) ?? '';
  }

  #idsOf(value: unknown): string[] {
    (globalThis as Exchange)[EXCHANGE] = value;
    const { result } = this.#post('Runtime.evaluate', { expression: `globalThis[Symbol.for('refhunt.inspected')]` });
    const { objectId } = result as RemoteObject;
    return objectId === undefined ? [] : [objectId];
  }

  #scopesIn(scopes: string): Scope[] {
    const { result } = this.#post('Runtime.getProperties', { objectId: scopes, ownProperties: true });
    const found: Scope[] = [];
    for (const { name, value } of result as readonly Property[]) {
      if (!/^\d+$/.test(name) || value?.objectId === undefined || /^Global\b/.test(value.description ?? '')) continue;
      const take = `function () { globalThis[Symbol.for('refhunt.inspected')] = this; }`;
      this.#post('Runtime.callFunctionOn', { objectId: value.objectId, functionDeclaration: take });
      const scope = (globalThis as Exchange)[EXCHANGE] as { object?: object } | undefined;
      const isModule = /^Module\b/.test(value.description ?? '');
      if (scope?.object !== undefined) found.push({ isModule, variables: scope.object });
    }
    return found;
  }

  /** Within one process the answer comes before the call returns. */
  #post(method: string, params: object): Answer {
    let answer: Answer = {};
    this.#session.post(method, params, (error, result) => {
      if (error === null) answer = (result ?? {}) as Answer;
    });
    return answer;
  }
}
