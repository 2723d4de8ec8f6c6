import { NULL, type Ref } from '../gc/ref.js';
import { dictGetItem } from './objects/dict.js';
import { functionField } from './objects/function.js';
import { intValue } from './objects/long.js';
import { builtinName } from './objects/method.js';
import { moduleName } from './objects/module.js';
import { isStr, strText } from './objects/str.js';
import type { Runtime } from './runtime.js';

const LONGEST_TEXT = 40;

/** A short name for an object in messages and pictures: `type _thread.lock`, `dict of module os`, `str 'lock'`. */
export function describe(runtime: Runtime, ref: Ref): string {
  const type = runtime.typeOf(ref);
  const label = (name: Ref): string => (name !== NULL && isStr(runtime, name) ? ` ${strText(runtime, name)}` : '');
  switch (runtime.familyOf(ref)) {
    case 'str':
      return `str ${quoted(strText(runtime, ref))}`;
    case 'int':
      return `int ${intValue(runtime, ref)}`;
    case 'type':
      return `type ${runtime.info(ref).name}`;
    case 'module':
      return `module${label(moduleName(runtime, ref))}`;
    case 'function':
      return `function${label(functionField(runtime, ref, 'func_qualname'))}`;
    case 'builtin_function_or_method':
      return `builtin ${builtinName(runtime, ref)}`;
    case 'dict':
      return `dict${moduleOfDict(runtime, ref)}`;
    default:
      return runtime.info(type).name;
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}...` : text);
}

/** A dict with `__name__` is that of a module or class. */
function moduleOfDict(runtime: Runtime, dict: Ref): string {
  const name = dictGetItem(runtime, dict, '__name__');
  return name !== NULL && isStr(runtime, name) ? ` of module ${strText(runtime, name)}` : '';
}
