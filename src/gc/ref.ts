declare const refBrand: unique symbol;
declare const typeIdBrand: unique symbol;

/** Index of an object's slot in the heap's columns; made only by `Heap`. 0 is NULL. */
export type Ref = number & { readonly [refBrand]: 'Ref' };

/** Index of a type's slots in `Heap.types`; made only by `Heap.registerType`. 0 marks a free object slot. */
export type TypeId = number & { readonly [typeIdBrand]: 'TypeId' };

export const NULL = 0 as Ref;
