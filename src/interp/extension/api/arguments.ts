import { RuntimeFault } from '../../../gc/fault.js';
import { NULL, type Ref } from '../../../gc/ref.js';
import type { RawMemory } from '../../objects/c-fields.js';
import type { TypeDescription } from '../description.js';
import type { ApiArgument } from './api-function.js';

/** Borrowed object in position `index`; NULL where it was left out. */
export function object(args: readonly ApiArgument[], index: number): Ref {
  const value = args[index];
  if (value === undefined) return NULL;
  if (typeof value === 'number') return value;
  throw wrong(index, 'an object');
}

export function text(args: readonly ApiArgument[], index: number): string {
  const value = args[index];
  if (typeof value === 'string') return value;
  throw wrong(index, 'a string literal');
}

export function int(args: readonly ApiArgument[], index: number): number {
  const value = args[index];
  if (typeof value === 'object' && 'int' in value) return value.int;
  throw wrong(index, 'a number');
}

/** Raw memory: what malloc() or PyCapsule_GetPointer() gave. */
export function pointer(args: readonly ApiArgument[], index: number): RawMemory {
  const value = args[index];
  if (typeof value === 'object' && 'struct' in value) return value;
  throw wrong(index, 'a pointer to raw memory');
}

export function spec(args: readonly ApiArgument[], index: number): TypeDescription {
  const value = args[index];
  if (typeof value === 'object' && 'spec' in value) return value.spec;
  throw wrong(index, 'a type description');
}

function wrong(index: number, wanted: string): RuntimeFault {
  return new RuntimeFault('impossible-operation', `argument ${index + 1} of the call is not ${wanted}`);
}
