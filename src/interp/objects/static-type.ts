import { NULL, type Ref } from '../../gc/ref.js';
import type { TypeSlots } from '../../gc/type-slots.js';
import { compileType } from '../extension/compile.js';
import type { ExtensionDescription, TypeDescription } from '../extension/description.js';
import type { Runtime } from '../runtime.js';
import { type TypeInfo, typeSlot } from '../type-info.js';
import { addDescriptor } from './descr.js';
import { newDict } from './dict.js';
import { addSubclass } from './subclasses.js';

/** Static types of an extension: made once for the process, owned by its C statics, never freed. */
export function readyStaticTypes(runtime: Runtime, extension: ExtensionDescription): void {
  for (const [key, type] of Object.entries(extension.types)) {
    if (type.storage !== 'static') continue;
    const code = runtime.machine.bindSlots(extension, NULL, type);
    const ref = readyStaticType(runtime, type, extension.name, code);
    runtime.staticsOf(extension.name).set(`type ${key}`, ref);
  }
}

/** CPython 3.11 Objects/typeobject.c: PyType_Ready() */
export function readyStaticType(
  runtime: Runtime,
  type: TypeDescription,
  extension: string,
  code: Partial<TypeSlots> = {},
): Ref {
  const heap = runtime.heap;
  const compiled = compileType(type, runtime.world.rules);
  const base = runtime.coreType(type.base?.replace('type:', '') ?? 'object');
  const ref = heap.allocStatic(runtime.staticTypeId);
  const slots = { ...compiled.slots, ...code };
  const info: TypeInfo = {
    ref,
    name: type.name,
    storage: 'static',
    base,
    instances: heap.registerType(slots),
    layout: { slots, hasDict: type.fields.includes('__dict__'), hasWeakrefs: false, family: type.name },
    metatype: runtime.coreType('type'),
    description: type,
    extension,
    basetype: type.flags.includes('BASETYPE'),
  };
  heap.payload[ref] = info;
  runtime.typeObjects[info.instances] = ref;
  heap.setEdge(ref, typeSlot('tp_base'), heap.newRef(base));
  const dict = newDict(runtime);
  heap.setEdge(ref, typeSlot('tp_dict'), dict);
  for (const name of Object.keys(type.methods)) addDescriptor(runtime, dict, 'method_descriptor', ref, name);
  addSubclass(runtime, base, ref);
  return ref;
}
