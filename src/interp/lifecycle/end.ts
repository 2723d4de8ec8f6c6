import { RuntimeFault } from '../../gc/fault.js';
import type { Interpreter } from '../interpreter.js';
import type { Runtime } from '../runtime.js';
import type { FinalizationStep } from '../world.js';
import { finalizeCore } from './core-fini.js';
import { START_UP_MODULES, switchTo } from './create.js';
import { stepThat } from './steps.js';

/**
 * Runs the finalization steps of the world in their order; the interpreter that ran before runs again afterwards.
 * CPython 3.11 Python/pylifecycle.c: Py_EndInterpreter()
 */
export function endInterpreter(runtime: Runtime, interpreter: Interpreter): void {
  if (interpreter.ended) throw new RuntimeFault('interpreter-state', `interpreter ${interpreter.id} has already ended`);
  if (runsCode(runtime, interpreter)) {
    throw new RuntimeFault('interpreter-state', `interpreter ${interpreter.id} is ended while its code runs`);
  }
  if (interpreter.main) throw new RuntimeFault('interpreter-state', 'the main interpreter ends with the process');
  const previous = runtime.current;
  switchTo(runtime, interpreter);
  try {
    finalize(runtime, interpreter);
  } finally {
    switchTo(runtime, previous === interpreter ? (runtime.interpreters[0] as Interpreter) : previous);
  }
}

/** Py_EndInterpreter: "thread still has a frame". */
function runsCode({ heap }: Runtime, { id, main }: Interpreter): boolean {
  return !main && [...heap.holders].some(({ kind, interpreter }) => kind === 'frame' && interpreter === id);
}

/** The end of the process: CPython 3.11 Python/pylifecycle.c: Py_FinalizeEx() */
export function finalizeMain(runtime: Runtime): void {
  const main = runtime.interpreters[0] as Interpreter;
  switchTo(runtime, main);
  for (const code of runtime.testCodes.values()) code.release();
  runtime.testCodes.clear();
  finalize(runtime, main);
  finalizeCore(runtime);
}

function finalize(runtime: Runtime, interpreter: Interpreter): void {
  runtime.beforeFinalize?.();
  for (const step of runtime.world.steps) {
    if (!applies(step, interpreter)) continue;
    runtime.phase = step.name;
    const run = stepThat(step.does);
    if (!run) throw new RuntimeFault('impossible-operation', `no finalization step named ${step.does}`);
    run(runtime, interpreter);
  }
  runtime.phase = 'run';
  interpreter.ended = true;
  freeStruct(interpreter);
  runtime.interpreters.splice(runtime.interpreters.indexOf(interpreter), 1);
}

/**
 * The memory of the struct goes as it is: what a field still owns stays referenced, and nothing can clear it any more.
 * CPython 3.11 Python/pystate.c: PyInterpreterState_Delete()
 */
function freeStruct({ struct }: Interpreter): void {
  struct.clear(START_UP_MODULES);
  if (struct.fields.size === 0) struct.release();
}

function applies(step: FinalizationStep, interpreter: Interpreter): boolean {
  return step.on === 'all' || (step.on === 'main') === interpreter.main;
}
