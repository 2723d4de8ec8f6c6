import type { Holder } from '../../gc/holder.js';
import type { Runtime } from '../runtime.js';
import { intern } from './str.js';

/** Names of tp_getset, tp_members and special methods: CPython 3.11 Objects/typeobject.c: add_operators() */
const SLOT_NAMES = [
  ['__getattribute__', '__getattr__', '__setattr__', '__delattr__', '__repr__', '__hash__', '__call__', '__str__'],
  ['__lt__', '__le__', '__eq__', '__ne__', '__gt__', '__ge__', '__iter__', '__next__', '__get__', '__set__'],
  ['__delete__', '__init__', '__new__', '__del__', '__await__', '__aiter__', '__anext__', '__len__', '__getitem__'],
  ['__setitem__', '__delitem__', '__contains__', '__add__', '__sub__', '__mul__', '__mod__', '__pow__', '__neg__'],
  ['__pos__', '__abs__', '__bool__', '__invert__', '__lshift__', '__rshift__', '__and__', '__xor__', '__or__'],
  ['__radd__', '__rsub__', '__rmul__', '__rmod__', '__rpow__', '__rlshift__', '__rrshift__', '__rand__', '__rxor__'],
  ['__ror__', '__int__', '__float__', '__index__', '__iadd__', '__isub__', '__imul__', '__imod__', '__ipow__'],
  ['__ilshift__', '__irshift__', '__iand__', '__ixor__', '__ior__', '__floordiv__', '__rfloordiv__', '__truediv__'],
  ['__rtruediv__', '__ifloordiv__', '__itruediv__', '__matmul__', '__rmatmul__', '__imatmul__'],
].flat();

/** Names that the object model and the import system use by themselves. */
const IDENTIFIERS = [
  ['__name__', '__qualname__', '__module__', '__doc__', '__dict__', '__weakref__', '__slots__', '__class__'],
  ['__package__', '__loader__', '__spec__', '__file__', '__path__', '__cached__', '__builtins__', '__all__'],
  ['__annotations__', '__defaults__', '__kwdefaults__', '__closure__', '__code__', '__globals__', '__self__'],
  ['__func__', '__wrapped__', '__set_name__', '__init_subclass__', '__class_getitem__', '__classcell__'],
  ['__abstractmethods__', '__isabstractmethod__', '__bases__', '__base__', '__mro__', '__match_args__', '__reduce__'],
  ['__reduce_ex__', '__enter__', '__exit__', '__main__', '__prepare__', '__subclasses__', '__weaklistoffset__'],
  ['__dictoffset__', '__vectorcalloffset__', '__instancecheck__', '__subclasscheck__', '__subclasshook__'],
  ['__dir__', '__format__', '__sizeof__', '__getstate__', '__setstate__', '__copy__', '__deepcopy__'],
  ['<string>', 'builtins', 'sys', '_abc_impl', 'n_fields', 'n_sequence_fields', 'n_unnamed_fields'],
].flat();

/**
 * The strings that the core has interned before any other code runs; `owner` holds one reference to each.
 * NOT-CPYTHON: before 3.11 an identifier was interned at its first use; no later counting can tell.
 */
export function internIdentifiers(runtime: Runtime, owner: Holder): void {
  for (const name of [...SLOT_NAMES, ...IDENTIFIERS]) owner.set(`id ${name}`, intern(runtime, name));
}
