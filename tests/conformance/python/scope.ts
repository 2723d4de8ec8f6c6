import type { Operand, TestContext, Value } from '../../../src/interp/test-context.js';

/** Where code runs: module level, where names live in the dict of the module, or a function with locals of its own. */
export interface Scope {
  readonly t: TestContext;
  /** Locals of the running function, each owned by its frame; null at module level. */
  readonly locals: Map<string, Value> | null;
  /** Names that the function declares global. */
  readonly globals: Set<string>;
  /** Constants of the running code by their source text: they live as long as the code does. */
  readonly constants: ReadonlyMap<string, Value>;
}

export function isValue(operand: Operand): operand is Value {
  return typeof operand === 'object' && operand !== null;
}

/** A new reference of the innermost frame to what the operand means. */
export function asValue({ t }: Scope, operand: Operand): Value {
  return t.block(() => t.getitem(t.tuple([operand]), 0));
}

/** The JavaScript value behind an int, str, bool or None. */
export function plain({ t }: Scope, operand: Operand): unknown {
  return isValue(operand) ? t.unwrap(operand) : operand;
}

export function lookUp({ t, locals }: Scope, name: string): Value {
  return locals?.get(name) ?? t.name(name);
}

function isLocal({ locals, globals }: Scope, name: string): boolean {
  return locals !== null && !globals.has(name);
}

/** `name = value` */
export function bind(scope: Scope, name: string, operand: Operand): void {
  if (!isLocal(scope, name)) {
    scope.t.assign(name, operand);
    return;
  }
  const value = asValue(scope, operand);
  const old = scope.locals?.get(name);
  scope.locals?.set(name, value);
  if (old) scope.t.release(old);
}

/** `del name` */
export function unbind(scope: Scope, name: string): void {
  const local = scope.locals?.get(name);
  if (local === undefined) {
    scope.t.del(name);
    return;
  }
  scope.locals?.delete(name);
  scope.t.release(local);
}
