import type { Ref } from '../../gc/ref.js';
import { plainSlots } from '../../gc/type-slots.js';
import type { Runtime } from '../runtime.js';
import { allocSingleton, defineCoreType } from './core-type.js';

/** `bytes` itself is made with its empty singleton. */
export function defineBytearray(runtime: Runtime): void {
  defineCoreType(runtime, plainSlots('bytearray', []));
}

/** One character a byte; b'' is a singleton. CPython 3.11 Objects/bytesobject.c: PyBytes_FromStringAndSize() */
export function newBytes(runtime: Runtime, text: string): Ref {
  if (text.length <= 1) return runtime.heap.newRef(characterBytes(runtime, text));
  return allocBytes(runtime, text);
}

/** An object of its own, whatever its length. CPython 3.11 Objects/bytesobject.c: _PyBytes_FromSize() */
export function allocBytes(runtime: Runtime, text: string): Ref {
  const bytes = runtime.heap.alloc(runtime.core('bytes'));
  runtime.heap.payload[bytes] = text;
  return bytes;
}

/** Borrowed: b'' or a one-byte singleton. NOT-CPYTHON: static in every year, not only from 3.11 on. */
function characterBytes(runtime: Runtime, text: string): Ref {
  if (text === '') return runtime.singletons.emptyBytes;
  const field = `bytes ${JSON.stringify(text)}`;
  const known = runtime.singletonHolder.get(field);
  if (known !== 0) return known;
  const bytes = allocSingleton(runtime, runtime.core('bytes'));
  runtime.heap.payload[bytes] = text;
  runtime.singletonHolder.set(field, bytes);
  return bytes;
}

export function bytesText(runtime: Runtime, bytes: Ref): string {
  return runtime.heap.payload[bytes] as string;
}

/** The buffer is a block of its own. CPython 3.11 Objects/bytearrayobject.c: PyByteArray_FromStringAndSize() */
export function newBytearray(runtime: Runtime, size: number): Ref {
  const bytearray = runtime.heap.alloc(runtime.core('bytearray'));
  runtime.heap.payload[bytearray] = size;
  if (size > 0) runtime.heap.addBlocks(bytearray, 1);
  return bytearray;
}
