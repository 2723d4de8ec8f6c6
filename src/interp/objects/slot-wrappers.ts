import type { TypeDescription } from '../extension/description.js';

/** Binary operators: a slot makes two wrappers, for `a + b` and for the reflected call. */
const BINARY: Readonly<Record<string, string>> = {
  nb_add: 'add',
  nb_subtract: 'sub',
  nb_multiply: 'mul',
  nb_remainder: 'mod',
  nb_divmod: 'divmod',
  nb_power: 'pow',
  nb_lshift: 'lshift',
  nb_rshift: 'rshift',
  nb_and: 'and',
  nb_xor: 'xor',
  nb_or: 'or',
  nb_floor_divide: 'floordiv',
  nb_true_divide: 'truediv',
  nb_matrix_multiply: 'matmul',
};

/** Slots whose wrappers are not simply named after them. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  tp_richcompare: ['__lt__', '__le__', '__eq__', '__ne__', '__gt__', '__ge__'],
  tp_iternext: ['__next__'],
  tp_getattro: ['__getattribute__'],
  tp_setattro: ['__setattr__', '__delattr__'],
  tp_descr_get: ['__get__'],
  tp_descr_set: ['__set__', '__delete__'],
  tp_finalize: ['__del__'],
  nb_negative: ['__neg__'],
  nb_positive: ['__pos__'],
  nb_absolute: ['__abs__'],
  mp_length: ['__len__'],
  mp_subscript: ['__getitem__'],
  mp_ass_subscript: ['__setitem__', '__delitem__'],
  sq_length: ['__len__'],
  sq_concat: ['__add__'],
  sq_repeat: ['__mul__', '__rmul__'],
  sq_item: ['__getitem__'],
  sq_ass_item: ['__setitem__', '__delitem__'],
  sq_inplace_concat: ['__iadd__'],
  sq_inplace_repeat: ['__imul__'],
};

function namesOf(slot: string): readonly string[] {
  const operator = BINARY[slot];
  if (operator !== undefined) return [`__${operator}__`, `__r${operator}__`];
  const inPlace = BINARY[slot.replace('nb_inplace_', 'nb_')];
  if (slot.startsWith('nb_inplace_') && inPlace !== undefined) return [`__i${inPlace}__`];
  return NAMES[slot] ?? [`__${slot.replace(/^[a-z]+_/, '')}__`];
}

/** Names of the slot wrappers of a type, each once. CPython 3.11 Objects/typeobject.c: add_operators() */
export function slotWrapperNames(spec: TypeDescription): string[] {
  const slots = [...(spec.slots.others ?? [])];
  if (spec.slots.tp_init) slots.push('tp_init');
  if (spec.slots.tp_finalize) slots.push('tp_finalize');
  return [...new Set(slots.flatMap(namesOf))];
}

/** A comparison without a hash makes the type unhashable. CPython 3.11 Objects/typeobject.c: inherit_slots(), type_ready_set_hash() */
export function isUnhashable(spec: TypeDescription): boolean {
  const others = spec.slots.others ?? [];
  return others.includes('tp_richcompare') && !others.includes('tp_hash');
}
