import { RuntimeFault } from '../../gc/fault.js';
import type { Ref } from '../../gc/ref.js';
import type { BuiltinBody, MethodBinder } from '../machine.js';
import type { Runtime } from '../runtime.js';
import type { ExtensionDescription, FunctionDescription } from './description.js';
import { runBody, runFunction } from './execute.js';
import { bindArguments, newFrame } from './frame.js';

/** Body of a module-level function: m_self is the module. */
export function bindFunction(
  runtime: Runtime,
  extension: ExtensionDescription,
  name: string,
  description: FunctionDescription,
): BuiltinBody {
  return (module, args) => {
    const frame = newFrame(runtime, { extension, name, module, args: bindArguments(description.params ?? [], args) });
    return runFunction(frame, description.body);
  };
}

/** Bodies of the methods of a described type; `module` is what 'state.x' means in them. */
export function bindMethods(runtime: Runtime, extension: ExtensionDescription, module: Ref): MethodBinder {
  return (name, method) => (self, args) => {
    const frame = newFrame(runtime, { extension, name, self, module, args: bindArguments(method.params ?? [], args) });
    return runFunction(frame, method.body);
  };
}

/** Runs a C function of the extension's file as the runtime calls one back: nobody looks at its result. */
export function callBack(
  runtime: Runtime,
  extension: ExtensionDescription,
  name: string,
  module: Ref,
  args: readonly Ref[],
): void {
  const description = extension.helpers?.[name];
  if (!description)
    throw new RuntimeFault('impossible-operation', `${extension.name}: no helper '${name}' is described`);
  const frame = newFrame(runtime, { extension, name, module, args: bindArguments(description.params ?? [], args) });
  const ending = runBody(frame, description.body);
  if (ending.kind === 'return') runtime.heap.decref(ending.value);
}
