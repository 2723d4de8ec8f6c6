import { NULL, type Ref } from '../../gc/ref.js';
import type { Runtime } from '../runtime.js';
import { type ClassShape, classLayout, classOwnsType, shapeOf } from './class-layout.js';
import { addDescriptor } from './descr.js';
import { dictCopy, dictDelItem, dictGetItem, dictItems, dictSetItemString } from './dict.js';
import { newKeysForClass } from './dict-keys.js';
import { isFunction } from './function.js';
import { setPropertyName } from './property.js';
import { classmethodNew, staticmethodNew } from './static-method.js';
import { intern, isStr } from './str.js';
import { allocHeapType, setTypeField, typeField, typeReady } from './type.js';
import { newTuple } from './tuple.js';

export interface NewClass {
  /** Borrowed, or the text of a string that is interned. */
  readonly name: Ref | string;
  /** Default: `__qualname__` of the namespace, then the name. */
  readonly qualname?: Ref | string;
  /** Borrowed; empty: object. */
  readonly bases: readonly Ref[];
  /** Borrowed; default: the most derived metaclass of the bases. */
  readonly metatype?: Ref;
  /** The dict that the class body filled, borrowed and copied. */
  readonly namespace: Ref;
  /** `__slots__`; without it instances get `__dict__` and `__weakref__` where the base has none. */
  readonly slots?: readonly string[];
}

/** New reference to a class. CPython 3.11 Objects/typeobject.c: type_new() */
export function newClass(runtime: Runtime, wanted: NewClass): Ref {
  const bases = wanted.bases.length > 0 ? wanted.bases : [runtime.coreType('object')];
  const shape = shapeOf(runtime, bases, wanted.slots);
  const name = ownedName(runtime, wanted.name);
  const type = allocHeapType(runtime, {
    name: textOf(runtime, name),
    bases,
    metatype: wanted.metatype ?? calculateMetaclass(runtime, bases),
    layout: classLayout(runtime, shape, textOf(runtime, name)),
    instanceType: classOwnsType(runtime, shape),
    releasesType: true,
  });
  setTypeField(runtime, type, 'ht_name', name);
  setTypeField(runtime, type, 'tp_dict', dictCopy(runtime, wanted.namespace));
  setModule(runtime, type);
  setQualname(runtime, type, wanted.qualname);
  setDoc(runtime, type);
  wrapSpecialMethods(runtime, type);
  setSlots(runtime, type, shape);
  typeReady(runtime, type, () => fillDict(runtime, type, shape));
  if (hasCachedKeys(runtime, shape)) setTypeField(runtime, type, 'ht_cached_keys', newKeysForClass(runtime));
  setNames(runtime, type);
  return type;
}

function ownedName(runtime: Runtime, name: Ref | string): Ref {
  return typeof name === 'string' ? intern(runtime, name) : runtime.heap.newRef(name);
}
