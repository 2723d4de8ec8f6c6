// The modules that the thread test imports: threading and random register fork hooks.
import type { PythonModuleDescription, TestContext, Value } from 'refhunt/scenario';
import type { Counts } from './counts.js';
import { counted } from './python-module.js';

function random(t: TestContext, fill: () => void): void {
  t.importFrom('_warnings', 'warn', '_warn');
  t.importFrom('os', 'urandom', '_urandom');
  for (const name of ['Set', 'Sequence']) t.importFrom('_collections_abc', name, `_${name}`);
  t.import('os', '_os');
  t.import('_random');
  fill();
  const instance = t.call(t.name('Random'));
  t.setattr(instance, 'gauss_next', null);
  t.assign('_inst', instance);
  // Module-level functions are bound methods of one hidden instance.
  for (const name of ['random', 'getrandbits']) t.assign(name, t.getattr(instance, name));
  for (let n = 1; n <= BOUND_METHODS; n++) t.assign(`method_${n}`, t.getattr(instance, `function_${n}`));
  t.registerAtFork({ afterInChild: t.getattr(instance, 'function_1') });
}

const BOUND_METHODS = 20;

/** `_make_invoke_excepthook`: the function that it returns keeps print, and so the module builtins. */
function invokeExcepthook(t: TestContext): Value {
  const invoke = t.name('function_0');
  const cell = t.getitem(t.getattr(invoke, '__closure__'), 0);
  t.setattr(cell, 'cell_contents', t.getattr(t.load('builtins'), 'print'));
  return invoke;
}

/** threading._MainThread, which keeps the standard error of its interpreter. */
function mainThread(t: TestContext): Value {
  const lock = t.call(t.name('_allocate_lock'));
  const condition = t.call(t.name('Condition'));
  t.setattr(condition, '_lock', lock);
  for (const name of ['acquire', 'release']) t.setattr(condition, name, t.getattr(lock, name));
  t.setattr(condition, '_waiters', t.call(t.name('_deque')));
  const started = t.call(t.name('Event'));
  t.setattr(started, '_cond', condition);
  t.setattr(started, '_flag', true);
  const thread = t.call(t.name('_MainThread'));
  const ident = t.int(IDENT);
  const attributes = {
    _target: null,
    _name: t.intern('MainThread'),
    _args: t.tuple(),
    _kwargs: t.dict(),
    _daemonic: false,
    _ident: ident,
    _native_id: t.int(NATIVE_ID),
    _tstate_lock: null,
    _started: started,
    _is_stopped: false,
    _initialized: true,
    _stderr: t.getattr(t.name('_sys'), 'stderr'),
    _invoke_excepthook: invokeExcepthook(t),
  };
  for (const [name, value] of Object.entries(attributes)) t.setattr(thread, name, value);
  t.assign('_active', t.dict());
  t.setitem(t.name('_active'), ident, thread);
  return thread;
}

const IDENT = 140_686_628_603_712;
const NATIVE_ID = 8755;

/** _weakrefset.WeakSet with one element. */
function danglingSet(t: TestContext, thread: Value): Value {
  const set = t.call(t.name('WeakSet'));
  const remove = t.getattr(t.load('_weakrefset'), 'function_0');
  const attributes = {
    data: t.set([t.weakref(thread, remove)]),
    _remove: remove,
    _pending_removals: t.list(),
    _iterating: t.set(),
  };
  for (const [name, value] of Object.entries(attributes)) t.setattr(set, name, value);
  return set;
}

function threading(t: TestContext, fill: () => void): void {
  t.import('os', '_os');
  t.import('sys', '_sys');
  t.importFrom('_weakrefset', 'WeakSet');
  t.importFrom('_thread', 'allocate_lock', '_allocate_lock');
  t.importFrom('itertools', 'count', '_count');
  t.importFrom('_collections', 'deque', '_deque');
  fill();
  const counter = t.call(t.name('_count'), 1);
  t.assign('_counter', t.call(t.getattr(t.load('itertools'), 'method-wrapper'), null, counter));
  for (const name of ['_active_limbo_lock', '_shutdown_locks_lock']) t.assign(name, t.call(t.name('_allocate_lock')));
  const limbo = t.dict({ thread: null });
  t.delitem(limbo, 'thread');
  t.assign('_limbo', limbo);
  t.assign('_shutdown_locks', t.set());
  const main = mainThread(t);
  t.assign('_main_thread', main);
  t.assign('_dangling', danglingSet(t, main));
  t.registerAtFork({ afterInChild: t.name('function_3') });
}

export function threadModules(counts: Counts): readonly PythonModuleDescription[] {
  return [
    counted(counts, '_weakrefset'),
    counted(counts, 'random', random),
    counted(counts, 'threading', threading),
    { name: 'time', body: () => {} },
  ];
}
