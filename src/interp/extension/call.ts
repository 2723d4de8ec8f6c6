import { RuntimeFault } from '../../gc/fault.js';
import { NULL, type Ref } from '../../gc/ref.js';
import type { Place } from '../../gc/stray.js';
import { setPendingError } from '../errors.js';
import type { ApiArgument, ApiFunction, ApiResult } from './api/api-function.js';
import { CONTAINER_API } from './api/containers.js';
import { MEMORY_API } from './api/memory.js';
import { MODULE_API } from './api/modules.js';
import { OBJECT_API } from './api/objects.js';
import { TYPE_API } from './api/types.js';
import type { Argument } from './description.js';
import { type CFrame, disown } from './frame.js';
import { read } from './lvalue.js';

const API: Readonly<Record<string, ApiFunction>> = {
  ...TYPE_API,
  ...MODULE_API,
  ...OBJECT_API,
  ...CONTAINER_API,
  ...MEMORY_API,
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
  const injected = api.fallible !== false && frame.runtime.shouldFail(name, place);
  if (injected) setPendingError(frame.runtime, 'MemoryError', `${name} was made to fail`);
  const result = injected ? failure(api) : api.run(frame, values);
  const failed = result === false || (result === NULL && (api.result === 'new' || frame.runtime.pendingError !== null));
  for (const index of api.steals ?? []) steal(frame, values[index], name, place);
  if (!failed) for (const index of api.stealsOnSuccess ?? []) steal(frame, values[index], name, place);
  if (typeof result === 'boolean') return { failed, kind: 'none', value: NULL };
  return { failed, kind: api.result === 'new' ? 'new' : 'borrowed', value: result };
}

function failure(api: ApiFunction): Ref | boolean {
  return api.result === 'new' || api.result === 'borrowed' ? NULL : false;
}

function steal(frame: CFrame, value: ApiArgument | undefined, api: string, place: Place | null): void {
  if (typeof value === 'number') disown(frame, value, `stolen by ${api}`, place);
}

export function evaluate(frame: CFrame, argument: Argument): ApiArgument {
  if (typeof argument === 'string') return read(frame, argument);
  if ('str' in argument) return argument.str;
  if ('int' in argument) return argument;
  if ('fn' in argument) return argument.fn;
  const spec = frame.extension.types[argument.spec];
  if (!spec) throw new RuntimeFault('impossible-operation', `${frame.name}: no type '${argument.spec}' is described`);
  return { spec };
}
