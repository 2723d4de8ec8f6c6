import { describe, expect, it } from 'vitest';
import { NULL, type Ref } from '../../../src/gc/ref.js';
import { correctSlots } from '../../../src/gc/type-slots.js';
import { dictSetNewString } from '../../../src/interp/objects/dict.js';
import { newList } from '../../../src/interp/objects/list.js';
import {
  allocModuleState,
  moduleAddFunctions,
  moduleDict,
  moduleName,
  newModule,
  registerModuleSlots,
  setModuleDef,
} from '../../../src/interp/objects/module.js';
import { strText } from '../../../src/interp/objects/str.js';
import { auditProblems, gcCollect, objectRuntime, totals } from '../../support/objects.js';

const STATE = 2;

/** A module with one field of state, and the names of the hooks that have run. */
function moduleWithState(mSize: number) {
  const runtime = objectRuntime();
  const called: string[] = [];
  const moduleType = registerModuleSlots(runtime, correctSlots('module', ['md_dict', 'md_name', 'state.x'], false));
  const before = totals(runtime);
  const module = newModule(runtime, 'with_state', moduleType);
  setModuleDef(runtime, module, mSize, {
    mClear: (self) => {
      called.push('m_clear');
      runtime.heap.replaceEdge(self, STATE, NULL);
    },
    mFree: () => called.push('m_free'),
  });
  return { runtime, module, called, before };
}

/** Puts a list into the state that refers to the module. */
function makeCycle(runtime: ReturnType<typeof objectRuntime>, module: Ref): void {
  const list = newList(runtime, [runtime.heap.newRef(module)]);
  runtime.heap.setEdge(module, STATE, list);
}

describe('a module object', () => {
  it('shares its name with its dict', () => {
    const runtime = objectRuntime();
    const module = newModule(runtime, 'some_module');
    expect(strText(runtime, moduleName(runtime, module))).toBe('some_module');
    expect(runtime.heap.refcnt[moduleName(runtime, module)]).toBe(2);
    expect(auditProblems(runtime, [module])).toEqual([]);
  });

  it('is a cycle with its functions, which the collector breaks', () => {
    const runtime = objectRuntime();
    const before = totals(runtime);
    const module = newModule(runtime, 'some_module');
    moduleAddFunctions(runtime, module, [{ name: 'some_function', body: null }]);
    runtime.heap.decref(module);
    expect(runtime.heap.isLive(module)).toBe(true);
    gcCollect(runtime);
    expect(totals(runtime)).toEqual(before);
  });

  it('runs m_clear when the collector breaks a cycle through its state, and m_free when it dies', () => {
    const { runtime, module, called, before } = moduleWithState(8);
    allocModuleState(runtime, module);
    makeCycle(runtime, module);
    runtime.heap.decref(module);
    expect(called).toEqual([]);
    gcCollect(runtime);
    expect(called).toEqual(['m_clear', 'm_free']);
    expect(totals(runtime)).toEqual(before);
  });

  it('runs neither if it should have a state and was never executed', () => {
    const { runtime, module, called } = moduleWithState(8);
    runtime.heap.decref(module);
    expect(called).toEqual([]);
  });

  it('has a block for its state from its first execution on, also for a state of no bytes', () => {
    const { runtime, module } = moduleWithState(0);
    const { blocks } = totals(runtime);
    allocModuleState(runtime, module);
    allocModuleState(runtime, module);
    expect(totals(runtime).blocks).toBe(blocks + 1);
  });

  it('keeps its dict for others when it dies', () => {
    const runtime = objectRuntime();
    const module = newModule(runtime, 'some_module');
    const dict = runtime.heap.newRef(moduleDict(runtime, module));
    dictSetNewString(runtime, dict, 'list', newList(runtime, []));
    runtime.heap.decref(module);
    expect(runtime.heap.isLive(dict)).toBe(true);
    expect(auditProblems(runtime, [dict])).toEqual([]);
  });
});
