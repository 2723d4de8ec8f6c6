import { RuntimeFault } from '../../gc/fault.js';
import { NULL } from '../../gc/ref.js';
import type { Place } from '../../gc/stray.js';
import { setPendingError } from '../errors.js';
import type { ApiArgument, ApiFunction, ApiResult } from './api/api-function.js';
import { int } from './api/arguments.js';
import { BUILD_API } from './api/build-value.js';
import { CAPSULE_API } from './api/capsules.js';
import { CONTAINER_API } from './api/containers.js';
import { ERROR_API } from './api/errors.js';
import { MEMORY_API } from './api/memory.js';
import { MODULE_API } from './api/modules.js';
import { NUMBER_API } from './api/numbers.js';
import { OBJECT_API } from './api/objects.js';
import { TYPE_API } from './api/types.js';
import type { Argument } from './description.js';
import { type CFrame, disown } from './frame.js';
import { memoryAt, read, readNumber } from './lvalue.js';

const API: Readonly<Record<string, ApiFunction>> = {
  ...TYPE_API,
  ...MODULE_API,
  ...OBJECT_API,
  ...CONTAINER_API,
  ...MEMORY_API,
  ...NUMBER_API,
  ...BUILD_API,
  ...CAPSULE_API,
  ...ERROR_API,
};

/** Names of the C API functions that a description may call. */
export function apiNames(): string[] {
  return Object.keys(API);
}

/** Calls a function of the C API and takes from the frame what it steals. */
export function callApi(frame: CFrame, name: string, args: readonly Argument[], place: Place | null): ApiResult {
  const api = API[name];
  if (!api) throw new RuntimeFault('impossible-operation', `${frame.name} calls ${name}, which is not modelled`);
  const values = args.map((argument) => evaluate(frame, argument));
  const injected = api.fallible !== false && isMadeToFail(frame, name, place);
  const result = injected ? { kind: 'failed' as const } : resultOf(frame, api, api.run(frame, values, place));
  const stolen = typeof api.steals === 'function' ? api.steals(values) : (api.steals ?? []);
  for (const index of stolen) steal(frame, values[index], name, place);
  if (result.kind === 'failed') return result;
  for (const index of api.stealsOnSuccess ?? []) steal(frame, values[index], name, place);
  return result;
}

/** --fail-each: whether this is the call whose turn it is; sets the exception. */
function isMadeToFail(frame: CFrame, api: string, place: Place | null): boolean {
  const { runtime, name } = frame;
  if (!runtime.failCall?.({ caller: name, invocation: frame, api, place })) return false;
  setPendingError(runtime, 'MemoryError', `${api} was made to fail`);
  return true;
}

function resultOf({ runtime }: CFrame, api: ApiFunction, result: ReturnType<ApiFunction['run']>): ApiResult {
  if (typeof result === 'boolean') return { kind: result ? 'none' : 'failed' };
  if (typeof result === 'object' && 'struct' in result) return { kind: 'pointer', value: result };
  if (typeof result === 'object') return runtime.pendingError ? { kind: 'failed' } : { kind: 'number', value: result };
  if (result === NULL && (api.result === 'new' || runtime.pendingError !== null)) return { kind: 'failed' };
  return { kind: api.result === 'new' ? 'new' : 'borrowed', value: result };
}

function steal(frame: CFrame, value: ApiArgument | undefined, api: string, place: Place | null): void {
  if (typeof value === 'number') disown(frame, value, `stolen by ${api}`, place);
}

/** The value of an operand, borrowed. */
export function evaluate(frame: CFrame, argument: Argument): ApiArgument {
  if (typeof argument === 'string') return evaluateSlot(frame, argument);
  if ('str' in argument) return argument.str;
  if ('int' in argument) return argument;
  if ('fn' in argument) return argument.fn;
  if ('sum' in argument) {
    const terms = argument.sum.map((_, index, all) =>
      int(
        all.map((term) => evaluate(frame, term)),
        index,
      ),
    );
    return { int: terms.reduce((sum, term) => sum + term, 0) };
  }
  const spec = frame.extension.types[argument.spec];
  if (!spec) throw new RuntimeFault('impossible-operation', `${frame.name}: no type '${argument.spec}' is described`);
  return { spec };
}

/** A C local may hold a number or a pointer to raw memory instead of an object. */
function evaluateSlot(frame: CFrame, slot: string): ApiArgument {
  const number = readNumber(frame, slot);
  if (number !== undefined) return { int: number };
  return memoryAt(frame, slot) ?? read(frame, slot);
}
