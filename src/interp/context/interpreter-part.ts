import { collect } from '../../gc/collect.js';
import { RuntimeFault } from '../../gc/fault.js';
import { getObjects, getReferents, getReferrers } from '../../gc/owners.js';
import { NULL, type Ref } from '../../gc/ref.js';
import { builtinFromName, forgetModule } from '../import/import.js';
import type { Interpreter } from '../interpreter.js';
import { newInterpreter, switchTo } from '../lifecycle/create.js';
import { endInterpreter } from '../lifecycle/end.js';
import { appendGarbage } from '../lifecycle/garbage-list.js';
import { dictGetItem } from '../objects/dict.js';
import { listAppend, newList } from '../objects/list.js';
import { moduleDict } from '../objects/module.js';
import { sequenceItems } from '../objects/tuple.js';
import type { Runtime } from '../runtime.js';
import type { CtypesPart, GcPart, InterpreterPart, TestContext, Value } from '../test-context.js';
import { withCleanup } from './cleanup.js';
import { type ContextCore, checked, keep, lend, raisePending, use } from './core.js';

export function gcPart(core: ContextCore): GcPart {
  const { runtime } = core;
  const all = (refs: Iterable<Ref>): Value[] => [...refs].map((ref) => keep(core, runtime.heap.newRef(ref)));
  return {
    gcCollect: (generation = 2) => {
      const found = collect(runtime.heap, runtime.current.gc, generation);
      return found.collected + found.uncollectable;
    },
    gcIsTracked: (value) => runtime.heap.isTracked(use(runtime, value)),
    gcGetReferents: (value) => all(getReferents(runtime.heap, use(runtime, value))),
    gcGetReferrers: (value) => all(getReferrers(runtime.heap, runtime.current.gc, use(runtime, value))),
    gcGetObjects: () => all(getObjects(runtime.heap, runtime.current.gc)),
    gcGarbage: () =>
      runtime.current.gc.garbage === NULL ? 0 : sequenceItems(runtime, runtime.current.gc.garbage).length,
    gcGarbageAppend: (operand) => lend(runtime, operand, (ref) => appendGarbage(runtime, ref)),
    gcEnable: () => {
      runtime.current.gc.enabled = true;
    },
    gcDisable: () => {
      runtime.current.gc.enabled = false;
    },
    refcount: (value) => runtime.heap.refcnt[use(runtime, value)] as number,
  };
}

/** ctypes.pythonapi: references and blocks that nobody owns. */
export function ctypesPart(core: ContextCore): CtypesPart {
  const { heap } = core.runtime;
  return {
    pyIncRef: (value) => {
      const ref = use(core.runtime, value);
      heap.incref(ref);
      heap.addStray(ref, 1, 'lost-local', `Py_IncRef() in ${core.name}`, null);
    },
    pyObjectMalloc: () => heap.addRawBlocks(1, `PyObject_Malloc in ${core.name}`),
  };
}

/** Runs code in an interpreter's `__main__`. */
export type Enter = (runtime: Runtime, globals: Ref, body: (t: TestContext) => void) => void;

export function interpreterPart(core: ContextCore, enter: Enter): InterpreterPart {
  const { runtime } = core;
  const find = (id: number): Interpreter => {
    const interpreter = runtime.interpreters.find((each) => each.id === id);
    if (interpreter) return interpreter;
    throw new RuntimeFault('interpreter-state', `interpreter ${id} does not exist or has ended`);
  };
  const create = (): Interpreter => {
    const previous = runtime.current;
    const interpreter = newInterpreter(runtime);
    switchTo(runtime, previous);
    return interpreter;
  };
  return {
    runInSubinterp: (body) => {
      const interpreter = create();
      withCleanup(
        () => runInMainModule(runtime, interpreter, body, enter),
        () => endInterpreter(runtime, interpreter),
      );
    },
    newInterpreter: () => create().id,
    runIn: (id, body) => runInMainModule(runtime, find(id), body, enter),
    endInterpreter: (id) => endInterpreter(runtime, find(id)),
    builtinFromName: (name) => checked(core, builtinFromName(runtime, name)),
    forgetModule: (name) => {
      if (forgetModule(runtime, name)) return;
      runtime.pendingError = { type: 'KeyError', message: `'${name}'` };
      raisePending(runtime);
    },
    registerAtFork: (hooks) => registerAtFork(core, hooks),
  };
}

function runInMainModule(
  runtime: Runtime,
  interpreter: Interpreter,
  body: (t: TestContext) => void,
  enter: Enter,
): void {
  const previous = runtime.current;
  switchTo(runtime, interpreter);
  try {
    enter(runtime, mainDict(runtime, interpreter), body);
  } finally {
    switchTo(runtime, previous);
  }
}

/** Borrowed dict of `__main__`. */
export function mainDict(runtime: Runtime, interpreter: Interpreter): Ref {
  return moduleDict(runtime, dictGetItem(runtime, interpreter.struct.get('modules'), '__main__'));
}

const FORK_HOOKS = {
  before: 'before_forkers',
  afterInParent: 'after_forkers_parent',
  afterInChild: 'after_forkers_child',
} as const;

/** The hooks stand in lists of the interpreter struct. CPython 3.11 Modules/posixmodule.c: os_register_at_fork_impl() */
function registerAtFork(core: ContextCore, hooks: Parameters<InterpreterPart['registerAtFork']>[0]): void {
  const { runtime } = core;
  const { struct } = runtime.current;
  for (const [name, field] of Object.entries(FORK_HOOKS)) {
    const hook = hooks[name as keyof typeof FORK_HOOKS];
    if (!hook) continue;
    if (struct.get(field) === NULL) struct.set(field, newList(runtime, []));
    listAppend(runtime, struct.get(field), use(runtime, hook));
  }
}
