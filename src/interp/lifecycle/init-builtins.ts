import type { Ref } from '../../gc/ref.js';
import { addModule } from '../import/import.js';
import type { Interpreter } from '../interpreter.js';
import { dictItems, dictSetItem, dictSetItemString, newDict } from '../objects/dict.js';
import { moduleAddFunctions, moduleDict } from '../objects/module.js';
import type { Runtime } from '../runtime.js';

/**
 * The module builtins of an interpreter, and what restores its dict at the end.
 * CPython 3.9 Python/pylifecycle.c: pycore_init_builtins()
 */
export function initBuiltins(runtime: Runtime, { main, struct }: Interpreter): void {
  const { heap } = runtime;
  const module = addModule(runtime, 'builtins');
  const builtins = moduleDict(runtime, module);
  struct.set('builtins', heap.newRef(builtins));
  if (!main && !runtime.rule('builtins-copy-per-interpreter')) {
    updateDict(runtime, builtins, shared(runtime));
    return;
  }
  fillBuiltins(runtime, module);
  struct.set('builtins_copy', newDict(runtime));
  updateDict(runtime, struct.get('builtins_copy'), builtins);
  if (runtime.rule('builtins-module-lost')) {
    heap.incref(module);
    heap.addStray(module, 1, 'lost-local', 'bimod in pycore_init_builtins()', null);
  }
}

/** What the module of the main interpreter held once it was made: m_copy. Borrowed. */
function shared({ interpreters }: Runtime): Ref {
  const main = interpreters.find((each) => each.main) as Interpreter;
  return main.struct.get('builtins_copy');
}

function updateDict(runtime: Runtime, dict: Ref, other: Ref): void {
  for (const { keyRef, value } of dictItems(runtime, other)) dictSetItem(runtime, dict, keyRef, value);
}

/**
 * The names of 3.9; what came later makes no difference, since the dict has been emptied at the end since 3.10.
 * NOT-CPYTHON: a type that is not modelled is represented by object, another static type.
 */
function fillBuiltins(runtime: Runtime, module: Ref): void {
  const { coreTypes, singletons } = runtime;
  const dict = moduleDict(runtime, module);
  const values: Readonly<Record<string, Ref>> = {
    ...{ None: singletons.none, Ellipsis: singletons.ellipsis, NotImplemented: singletons.notImplemented },
    ...{ False: singletons.false, True: singletons.true, __debug__: singletons.true },
    ...{ EnvironmentError: runtime.coreType('OSError'), IOError: runtime.coreType('OSError') },
  };
  for (const name of CONSTANTS) {
    dictSetItemString(runtime, dict, name, values[name] ?? coreTypes.get(name) ?? runtime.coreType('object'));
  }
  moduleAddFunctions(runtime, module, FUNCTIONS);
}

/** What is added by _PyBuiltin_Init() (Python/bltinmodule.c) and _PyBuiltins_AddExceptions() (Objects/exceptions.c). */
const CONSTANTS = (
  'ArithmeticError AssertionError AttributeError BaseException BlockingIOError BrokenPipeError BufferError ' +
  'BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ' +
  'ConnectionResetError DeprecationWarning EOFError Ellipsis EnvironmentError Exception False FileExistsError ' +
  'FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning ' +
  'IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError ' +
  'MemoryError ModuleNotFoundError NameError None NotADirectoryError NotImplemented NotImplementedError OSError ' +
  'OverflowError PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError ' +
  'ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning ' +
  'SystemError SystemExit TabError TimeoutError True TypeError UnboundLocalError UnicodeDecodeError ' +
  'UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ' +
  'ZeroDivisionError __debug__ bool bytearray bytes classmethod complex dict enumerate filter float frozenset int ' +
  'list map memoryview object property range reversed set slice staticmethod str super tuple type zip'
).split(' ');

/** What 3.9 has in builtin_methods (Python/bltinmodule.c). */
const FUNCTIONS = (
  '__build_class__ __import__ abs all any ascii bin breakpoint callable chr compile delattr dir divmod eval exec ' +
  'format getattr globals hasattr hash hex id input isinstance issubclass iter len locals max min next oct ord ' +
  'pow print repr round setattr sorted sum vars'
)
  .split(' ')
  .map((name) => ({ name, body: null }));
