import { NULL, type Ref } from '../../gc/ref.js';
import { takePendingError } from '../errors.js';
import { getAttr } from '../objects/attributes.js';
import { dictGetItem, dictSetItemString, dictSetNewString, dictSize } from '../objects/dict.js';
import { newStr } from '../objects/str.js';
import type { Runtime } from '../runtime.js';
import { PythonError } from '../test-outcome.js';
import { newCountedClass } from './classes.js';
import type { ModuleCounts } from './counts.js';
import { newFunctions } from './functions.js';
import { addValues } from './values.js';

/** Puts the classes and functions of a counted module into its namespace (borrowed). */
export function fillNamespace(runtime: Runtime, globals: Ref, counts: ModuleCounts): void {
  const { heap } = runtime;
  const filename = newStr(runtime, `file of the code`);
  if (counts.doc) dictSetNewString(runtime, globals, '__doc__', newStr(runtime, 'docstring of the module'));
  const find = (name: string): Ref => findName(runtime, globals, name);
  for (const [name, each] of Object.entries(counts.classes)) {
    dictSetNewString(runtime, globals, name, newCountedClass(runtime, name, each, { globals, filename, find }));
  }
  for (const { name, ref } of newFunctions(runtime, counts, { globals, filename, className: '' })) {
    dictSetNewString(runtime, globals, name, ref);
  }
  heap.decref(filename);
  addValues(runtime, globals, counts.values ?? {});
}

/** Names for what the module has besides: constants and objects of other modules that exist anyway. */
export function padNamespace(runtime: Runtime, globals: Ref, names: number): void {
  for (let n = 0; dictSize(runtime, globals) < names; n++) {
    dictSetItemString(runtime, globals, `constant_${n}`, runtime.singletons.none);
  }
}

/** Borrowed: a global, an attribute of one ('codecs.Codec'), or a built-in type. */
function findName(runtime: Runtime, globals: Ref, name: string): Ref {
  const [first = '', ...rest] = name.split('.');
  let found = dictGetItem(runtime, globals, first);
  if (found === NULL && rest.length === 0) found = runtime.coreTypes.get(first) ?? NULL;
  for (const part of rest) {
    const value = found === NULL ? NULL : getAttr(runtime, found, part);
    if (value !== NULL) runtime.heap.decref(value);
    found = value;
  }
  if (found === NULL) {
    takePendingError(runtime);
    throw new PythonError('NameError', `name '${name}' is not defined`);
  }
  return found;
}
