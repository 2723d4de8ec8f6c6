/*
 * A Python module of which only the numbers of its objects are known: what a census counted, or what a script took from
 * its source. Everything here is a number of real objects, made by the constructors that make them in any module.
 */

/** `[functions, entries]`: how many functions have the thing, and how many entries all of these have together. */
export type Spread = readonly [functions: number, entries: number];

/** Functions and what hangs on them: those of a module itself, or the methods of one class. */
export interface FunctionCounts {
  /** Without aliases. */
  readonly functions?: number;
  /** Code objects: one for each function, then nested ones; where there are fewer, functions share them. */
  readonly codes?: number;
  /** Tuples that are not empty: constants, names, local, cell and free variables of code; defaults and closures. */
  readonly tuples?: number;
  /** Entries of these tuples. */
  readonly entries?: number;
  /** Functions with a docstring. */
  readonly docs?: number;
  /** Constants that are objects of their own: strings that are no names, numbers that are not small, bytes. */
  readonly strings?: number;
  readonly numbers?: number;
  readonly bytes?: number;
  /** Small ints among the constants, by value: objects of the interpreter while these belong to it. */
  readonly smallInts?: readonly number[];
  readonly sets?: Spread;
  /** Functions whose qualified name is the same object as that of another: a getter and its setter, a wrapper. */
  readonly sharedNames?: number;
  /** Functions that another one keeps in a cell, and nothing else does. */
  readonly wrapped?: number;
  /** Functions with default values. */
  readonly defaults?: number;
  /** Functions with a closure, and cells; the methods of a class may share one. */
  readonly closures?: Spread;
  readonly kwdefaults?: Spread;
  readonly annotations?: Spread;
  /** Of the functions with annotations, how many have those of another one, which they wrap. */
  readonly sharedAnnotations?: number;
  /** Functions with a `__dict__`. */
  readonly dicts?: Spread;
  /** Code objects that have run: each keeps the block of its frame (until b11a951f16). */
  readonly ran?: number;
  /** Code objects with an argument that is a cell variable: a block each, co_cell2arg. */
  readonly cellArguments?: number;
  /** Line tables that are not objects of their own: an equal one was there already. */
  readonly sharedLineTables?: number;
}

export interface ClassCounts extends FunctionCounts {
  /** Names that the module knows, dotted ones too; left out: object. */
  readonly bases?: readonly string[];
  readonly metaclass?: string;
  /** 1: it has a docstring. */
  readonly doc?: number;
  /** Length of `__slots__`, where it has one; 'name': a single name that stands in no tuple. */
  readonly slots?: number | 'name';
  /** 1: `__weakref__` stands in `__slots__`, beside the names that are counted. */
  readonly weakrefSlot?: number;
  /** Of the functions, how many are wrapped so. */
  readonly classmethods?: number;
  readonly staticmethods?: number;
  /** 1: `__class_getitem__ = classmethod(GenericAlias)`. */
  readonly genericAlias?: number;
  /** Properties, and the functions that they are made of. */
  readonly properties?: Spread;
  /** Other attributes, whose values are objects that exist anyway. */
  readonly attributes?: number;
  /** Attributes whose values are objects of their own. */
  readonly values?: ValueCounts;
  /** What ABCMeta adds: names in `__abstractmethods__`; weak references in the registry and the caches. */
  readonly abstract?: number;
  readonly registry?: number;
  readonly cache?: number;
  readonly negativeCache?: number;
}

/** Objects that the code of a module makes and binds to a name each: of containers, how many entries each one has. */
export interface ValueCounts {
  readonly lists?: readonly number[];
  readonly dicts?: readonly number[];
  readonly sets?: readonly number[];
  readonly tuples?: readonly number[];
  readonly strings?: number;
  readonly numbers?: number;
  readonly bytes?: number;
  /** As object() makes them. */
  readonly markers?: number;
}

export interface ModuleCounts extends FunctionCounts {
  /** Keys of the module's dict once it is loaded, those that every module has included. */
  readonly names: number;
  /** 1: it has a docstring. */
  readonly doc?: number;
  readonly values?: ValueCounts;
  readonly classes: Readonly<Record<string, ClassCounts>>;
}
