import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import glob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import { knownFunctions, mirrorTagsOf, wrongTagsIn } from './support/mirror-tags.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(`${root}/${path}`, 'utf8');
const known = knownFunctions(read('tests/fixtures/cpython-functions.txt'));

describe('the functions that src says it mirrors', () => {
  const paths = glob.sync('src/**/*.ts', { cwd: root }).sort();

  it('are functions of CPython 3.8 to 3.11, or of libregrtest up to 3.13', () => {
    expect(paths.flatMap((path) => wrongTagsIn(path, read(path), known))).toEqual([]);
  });

  it('are many, so that the test above looks at something', () => {
    expect(paths.flatMap((path) => mirrorTagsOf(read(path))).length).toBeGreaterThan(5);
  });
});

describe('a tag', () => {
  const wrong = (text: string): string[] => wrongTagsIn('src/gc/x.ts', text, known);

  it.each([
    '/** CPython 3.11 Modules/gcmodule.c: subtract_refs() */',
    '/** CPython 3.11 Modules/gcmodule.c: subtract_refs(), over the columns. */',
    '/** CPython 3.11 Objects/object.c: PyObject_Init() and Modules/gcmodule.c: gc_alloc() */',
    '/**\n * CPython 3.9 Objects/dictobject.c:\n * insertdict()\n */',
    '// CPython 3.11.2 Lib/test/libregrtest/refleak.py: dash_R()',
    '/** CPython 3.13 Lib/test/libregrtest/result.py: TestResult.must_stop() */',
    '/** CPython 3.13 Lib/test/libregrtest/result.py: must_stop() */',
    '/** CPython 3.11 Modules/gcmodule.c: NUM_GENERATIONS */',
    '/** CPython 3.11 Include/cpython/object.h: PyTrash_UNWIND_LEVEL, where code of types nests. */',
    '/** CPython 3.11 Include/internal/pycore_gc.h: struct _gc_runtime_state */',
    '/** What CPython 3.11 does here is nothing. */',
  ])('is right: %j', (text) => {
    expect(wrong(text)).toEqual([]);
  });

  it.each([
    ['/** CPython 3.11 Modules/gcmodule.c: substract_refs() */', 'substract_refs() in Modules/gcmodule.c'],
    ['/** CPython 3.11 gcmodule.c: subtract_refs() */', 'subtract_refs() in gcmodule.c'],
    ['/** CPython 3.11 Objects/object.c: subtract_refs() */', 'subtract_refs() in Objects/object.c'],
    ['/** CPython 3.11 Modules/gcmodule.c: update_refs(), invented() */', 'invented() in Modules/gcmodule.c'],
    ['/** CPython 3.13 Lib/test/libregrtest/result.py: X.must_stop() */', 'X.must_stop() in Lib'],
    [
      '/** CPython 3.11 Modules/gcmodule.c: gc_alloc()\n * and Objects/object.c: invented() */',
      'invented() in Objects',
    ],
  ])('is wrong where CPython has no such function: %j', (text, expected) => {
    expect(wrong(text)).toEqual([expect.stringContaining(`CPython has no ${expected}`)]);
  });

  it.each([
    '/** CPython 3.11 Modules/gcmodule.c subtract_refs() */',
    '/** CPython 3.11 Modules/gcmodule.c: subtract_refs */',
    '/** CPython 3.11: Modules/gcmodule.c: subtract_refs() */',
  ])('is wrong where the form is: %j', (text) => {
    expect(wrong(text)).toEqual([expect.stringContaining('not of the form')]);
  });

  it('names one function or several', () => {
    expect(mirrorTagsOf('/** CPython 3.11 Modules/gcmodule.c: update_refs(), subtract_refs() */')).toEqual([
      { file: 'Modules/gcmodule.c', name: 'update_refs' },
      { file: 'Modules/gcmodule.c', name: 'subtract_refs' },
    ]);
  });
});
