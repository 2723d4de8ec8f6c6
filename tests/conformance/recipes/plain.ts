import type { Ref } from '../../../src/gc/ref.js';
import { newBytearray, newBytes } from '../../../src/interp/objects/bytes.js';
import { newCapsule } from '../../../src/interp/objects/capsule.js';
import { newFloat } from '../../../src/interp/objects/float.js';
import { newInstance } from '../../../src/interp/objects/instance.js';
import { newInt } from '../../../src/interp/objects/long.js';
import { newMemoryview } from '../../../src/interp/objects/memoryview.js';
import { newRange } from '../../../src/interp/objects/range.js';
import { newNone } from '../../../src/interp/objects/singletons.js';
import { newSlice } from '../../../src/interp/objects/slice.js';
import { intern, newStr } from '../../../src/interp/objects/str.js';
import { type Bench, once } from '../bench.js';
import type { Recipes } from './recipe.js';

/** range(stop): 0, 1 and the number are constants of the code. */
export function rangeTo(bench: Bench, stop: number): Ref {
  const { runtime } = bench;
  const number = (value: number): Ref => once(bench, `number ${value}`, () => newInt(runtime, value));
  return newRange(runtime, number(0), number(stop), number(1));
}

export const plain: Recipes = {
  'object()':
    ({ runtime }) =>
    () =>
      newInstance(runtime, runtime.coreType('object')),
  'int 123456789 (not small)':
    ({ runtime }) =>
    () =>
      newInt(runtime, 123456789),
  'int 5 (small, static)':
    ({ runtime }) =>
    () =>
      newInt(runtime, 5),
  None:
    ({ runtime }) =>
    () =>
      newNone(runtime),
  float:
    ({ runtime }) =>
    () =>
      newFloat(runtime, 1.5),
  'str not interned':
    ({ runtime }) =>
    () =>
      newStr(runtime, 'some not interned string'),
  'str newly interned':
    ({ runtime }) =>
    (index) =>
      intern(runtime, `zq_unique_${index}`),
  bytes:
    ({ runtime }) =>
    () =>
      newBytes(runtime, 'some bytes'),
  'bytearray(10)':
    ({ runtime }) =>
    () =>
      newBytearray(runtime, 10),
  'memoryview(b"x")': (bench) => () =>
    newMemoryview(
      bench.runtime,
      once(bench, 'b"x"', () => newBytes(bench.runtime, 'x')),
    ),
  'range(3)': (bench) => () => rangeTo(bench, 3),
  'slice(None)':
    ({ runtime }) =>
    () =>
      newSlice(runtime),
  capsule:
    ({ runtime }) =>
    () =>
      newCapsule(runtime, null, 'elem.cap'),
};
