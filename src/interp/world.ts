import type { Place } from '../gc/stray.js';
import type { ExtensionDescription } from './extension/description.js';
import type { Library } from './standard-library.js';

/**
 * Rules of the object model that changed over the years; each is switched by a change of the history.
 * A rule that is on means the behaviour its name states.
 */
export const RULES = [
  /** Generation lists in the interpreter state: 7247407c35 (bpo-36854), 2019-11-20. */
  'gc-per-interpreter',
  /** A subinterpreter has a copy of its builtins to restore at its end: 2582d46fbc (bpo-38858), 2019-11-22. */
  'builtins-copy-per-interpreter',
  /** ... and a reference to its module builtins that nothing releases: until b96c6b0723 (bpo-38962), 2019-12-04. */
  'builtins-module-lost',
  /** PyObject_Init takes the instance's reference to a heap type: 364f0b0f19 (bpo-35810), 2019-03-27. */
  'object-init-owns-type',
  /** PyType_FromSpec wraps tp_traverse to visit the type: 0169d3003b, 2020-04-27, until 1cf15af9a6. */
  'from-spec-wraps-traverse',
  /** subtype_traverse leaves the visit of the type to a base that is a heap type: 1cf15af9a6 (bpo-40217), 2020-05-27. */
  'subtype-traverse-trusts-base',
  /** PyType_Ready refuses HAVE_GC without tp_traverse: ee7637596d (bpo-44263), 2021-06-01. */
  'ready-requires-traverse',
  /** _PyGC_Fini takes survivors out of the dying interpreter's lists: bpo-46070, 1a4d1c1c9b, 2022-01-13. */
  'gc-fini-untracks',
  /** ... and then leaks a reference to each of them: 14243369b5 (gh-92036), 2022-05-04. */
  'gc-fini-increfs',
  /** The _ht_tpname copy of a spec's name: 8a310dd5f4 (bpo-45315), 2021-10-21. */
  'ht-tpname',
  /** func_builtins: a3c3ffa68e (bpo-42990), 2021-02-18. */
  'func-builtins',
  /** Annotations as a constant tuple until asked for: 7301979b23 (bpo-42202), 2020-11-25. */
  'annotations-tuple',
  /** property keeps its name: c56387f80c (bpo-27794), 2020-12-30. */
  'property-name',
  /** Attribute values in an array of the instance, no dict: a8b9350964 (bpo-45340), 2021-10-13. */
  'inline-values',
  /** staticmethod and classmethod copy attributes of the function: 507a574de3 (bpo-43682), 2021-04-09. */
  'wrapper-attributes',
  /** Generators hold their frame inside: b11a951f16, 2021-05-21 and after. */
  'generator-inline-frame',
  /** One array of local variables, bytecode inside the code object: 2c1e2583fd (bpo-43693), 2021-06-15, and after. */
  'code-localsplus',
  /** Struct sequences and namedtuples carry __match_args__: PEP 634, 145bf269df (bpo-42128), 2021-02-26. */
  'match-args',
  /** functools.partial is a heap type: dd39123970, 2020-12-29. */
  'partial-heap-type',
  /** frozenset() makes a new object: f9bd05e83e, 2020-06-23 (a singleton before). */
  'frozenset-new',
  /** collections.namedtuple evaluates a lambda for __new__ instead of executing a def in the namespace: 3cfe5b7b8f, 2020-05-25. */
  'namedtuple-new-by-eval',
  /** eval() and namedtuple give their namespace a `__builtins__` dict of its own: b6d68aa08b, 2021-02-04. */
  'namedtuple-own-builtins',
  /** An emptied tp_subclasses is dropped: 2d03b73cc9 (bpo-46417), 2022-01-22. */
  'subclasses-dropped-when-empty',
  /** Small ints -5..256 belong to each interpreter: 630c8df5cf, 2019-12-17, until acc89db923, 2021-11-03. */
  'small-ints-per-interpreter',
  /** () belongs to each interpreter: 69ac6e58fd (bpo-40521), 2020-06-04, until 121f1f893a. */
  'empty-tuple-per-interpreter',
  /** '' and the characters of latin-1 belong to each interpreter: 2f9ada96e0 (bpo-40521), 2020-06-24, until 121f1f893a. */
  'characters-per-interpreter',
  /** Small ints, (), b'' and characters are static and start with a count that nothing uses up: 121f1f893a (bpo-45953), 2021-12-13. */
  'static-objects-immortal',
  /** The interned dict belongs to each interpreter: ea251806b8, 2020-12-26, until 35d6540c90, 2022-01-06. */
  'interned-per-interpreter',
] as const;

export type RuleName = (typeof RULES)[number];
export type Rules = Readonly<Record<RuleName, boolean>>;

/** A named step of Py_EndInterpreter / Py_FinalizeEx; its place in the list is its order. */
export interface FinalizationStep {
  /** What it does: a key of `lifecycle/steps.ts`. */
  readonly does: string;
  /** Unique in the list; differs from `does` where the same thing is done twice. */
  readonly name: string;
  readonly on: 'all' | 'main' | 'sub';
  /** The line that put it where it stands; left out where nobody knows. */
  readonly at?: Place;
}

/** All that differs from year to year; the runtime reads this and never a commit number. */
export interface World {
  /** The standard library that comes with it, for scenarios that describe modules of it; left out: the newest. */
  readonly library?: Library;
  readonly rules: Rules;
  readonly steps: readonly FinalizationStep[];
  readonly extensions: Readonly<Record<string, ExtensionDescription>>;
  /** Change files once more, for the extensions that a scenario describes itself and has put in place of the world's. */
  readonly onTop?: (world: World, described: ReadonlySet<string>) => World;
}
