// Modules/signalmodule.c on Linux. Its handlers are C statics of the process, whatever interpreter runs its exec slot.
import {
  call,
  clear,
  type ExtensionDescription,
  extension,
  type FunctionDescription,
  fn,
  type Op,
  set,
  staticType,
  when,
  xsetref,
} from 'refhunt/scenario';

const METHODS = [
  ['default_int_handler', 'alarm', 'setitimer', 'getitimer', 'signal', 'raise_signal', 'strsignal', 'getsignal'],
  ['set_wakeup_fd', 'siginterrupt', 'pause', 'pidfd_send_signal', 'pthread_kill', 'pthread_sigmask', 'sigpending'],
  ['sigwait', 'sigwaitinfo', 'sigtimedwait', 'valid_signals'],
].flat();

const MASKS = { NSIG: 65, SIG_BLOCK: 0, SIG_UNBLOCK: 1, SIG_SETMASK: 2 };

const SIGNALS = {
  ...{ SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGILL: 4, SIGTRAP: 5, SIGIOT: 6, SIGABRT: 6, SIGFPE: 8, SIGKILL: 9 },
  ...{ SIGBUS: 7, SIGSEGV: 11, SIGSYS: 31, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15, SIGUSR1: 10, SIGUSR2: 12 },
  ...{ SIGCLD: 17, SIGCHLD: 17, SIGPWR: 30, SIGIO: 29, SIGURG: 23, SIGWINCH: 28, SIGPOLL: 29, SIGSTOP: 19 },
  ...{ SIGTSTP: 20, SIGCONT: 18, SIGTTIN: 21, SIGTTOU: 22, SIGVTALRM: 26, SIGPROF: 27, SIGXCPU: 24, SIGXFSZ: 25 },
  ...{ SIGRTMIN: 34, SIGRTMAX: 64 },
};

const TIMERS = { ITIMER_REAL: 0, ITIMER_VIRTUAL: 1, ITIMER_PROF: 2 };

/** Every signal number: 1 to NSIG - 1. */
const SIGNAL_NUMBERS = Array.from({ length: MASKS.NSIG - 1 }, (_, index) => index + 1);
/** signal_install_handlers() ignores these two. */
const IGNORED: readonly number[] = [SIGNALS.SIGPIPE, SIGNALS.SIGXFSZ];
/** The C library keeps these two for its threads: no disposition can be read. */
const OF_THE_LIBRARY: readonly number[] = [32, 33];

function addConstants(constants: Readonly<Record<string, number>>): Op[] {
  return Object.entries(constants).map(([name, value]) =>
    call('PyModule_AddIntConstant', ['module', { str: name }, { int: value }]),
  );
}

function addObject(name: string, from: string): Op {
  return call('PyDict_SetItemString', ['local.d', { str: name }, from]);
}

type Assign = (slot: string, from: string) => Op;

/** How the exec slot stores what it finds in `Handlers[signum].func`. */
const overwrite: Assign = (slot, from) => set(slot, from, 'newref');
const replace: Assign = (slot, from) => xsetref(slot, from, 'newref');

/** Disposition by signal, as PyOS_getsig() reads it at the first exec of the process and at later ones. */
function getHandlers(assign: Assign): Op[] {
  return SIGNAL_NUMBERS.map((signum) => {
    const none = signum === SIGNALS.SIGINT || OF_THE_LIBRARY.includes(signum);
    const from = none ? 'None' : IGNORED.includes(signum) ? 'static.IgnoreHandler' : 'static.DefaultHandler';
    return assign(`static.Handlers[${signum}]`, from);
  });
}

/** Only the first time nobody has installed a handler for SIGINT yet. */
function installIntHandler(from: string): Op {
  return when({ mainInterpreter: true }, [xsetref(`static.Handlers[${SIGNALS.SIGINT}]`, from, 'newref')]);
}

const newDefaultHandler = call('PyLong_FromLong', [{ int: 0 }], 'static.DefaultHandler');
const newIgnoreHandler = call('PyLong_FromLong', [{ int: 1 }], 'static.IgnoreHandler');
const newItimerError = call(
  'PyErr_NewException',
  [{ str: 'signal.ItimerError' }, 'type:OSError'],
  'static.ItimerError',
);
const getDict = call('PyModule_GetDict', ['module'], 'local.d');
const addSiginfo = call('PyModule_AddType', ['module', 'type:siginfo']);
const addHandlers = [addObject('SIG_DFL', 'static.DefaultHandler'), addObject('SIG_IGN', 'static.IgnoreHandler')];
const addItimerError = addObject('ItimerError', 'static.ItimerError');
const getIntHandler = call('PyDict_GetItemString', ['local.d', { str: 'default_int_handler' }], 'local.int_handler');

/** Until 0ae323b87f: every run of the body makes new objects for the C statics. */
const execNewStatics = (): readonly Op[] => [
  addSiginfo,
  getDict,
  newDefaultHandler,
  newIgnoreHandler,
  ...addHandlers,
  ...addConstants(MASKS),
  getIntHandler,
  set('static.IntHandler', 'local.int_handler', 'newref'),
  ...getHandlers(overwrite),
  installIntHandler('static.IntHandler'),
  ...addConstants({ ...SIGNALS, ...TIMERS }),
  newItimerError,
  addItimerError,
];

/** From 0ae323b87f on: _PySignal_Init() makes them once, and the handler of SIGINT is no static. */
function execSharedStatics(handlers: readonly Op[]): readonly Op[] {
  return [
    // NOT-CPYTHON: _PySignal_Init() runs at start-up; here with the first exec of the process.
    when({ isNull: 'static.DefaultHandler' }, [newDefaultHandler]),
    when({ isNull: 'static.IgnoreHandler' }, [newIgnoreHandler]),
    when({ isNull: 'static.ItimerError' }, [newItimerError]),
    ...addConstants({ ...MASKS, ...SIGNALS, ...TIMERS }),
    getDict,
    ...addHandlers,
    addItimerError,
    addSiginfo,
    ...handlers,
  ];
}

function readHandlers(assign: Assign): readonly Op[] {
  return [...getHandlers(assign), getIntHandler, installIntHandler('local.int_handler')];
}

const DESCRIPTION: Partial<ExtensionDescription> = {
  doc: 'This module provides mechanisms to use signal handlers in Python.',
  statics: ['DefaultHandler', 'IgnoreHandler', 'IntHandler', 'ItimerError', `Handlers[${MASKS.NSIG}]`],
  types: { siginfo: staticType('signal.struct_siginfo') },
  functions: Object.fromEntries(METHODS.map((name): [string, FunctionDescription] => [name, fn([], [])])),
};

/** Until 71d1bd9569: the body of the init function, run once for the process. */
export const signalSinglePhase = extension('_signal', () => ({
  ...DESCRIPTION,
  init: 'single-phase',
  mSize: -1,
  exec: execNewStatics(),
}));

/** 71d1bd9569: the same body in an exec slot, run for every module object. */
export const signalMultiPhase = extension('_signal', () => ({ ...DESCRIPTION, exec: execNewStatics() }));

/** 0ae323b87f and what followed on the same day: single-phase, with statics that are made once. */
export const signalSharedStatics = extension('_signal', () => ({
  ...DESCRIPTION,
  init: 'single-phase',
  mSize: -1,
  exec: execSharedStatics(readHandlers(overwrite)),
}));

/** 7f9b25a21a without its Py_XSETREF. */
export const signalMultiPhaseAgain = extension('_signal', () => ({
  ...DESCRIPTION,
  exec: execSharedStatics(readHandlers(overwrite)),
}));

/** The Py_XSETREF of 7f9b25a21a. */
export const execReplacing = execSharedStatics(readHandlers(replace));

/** a09766deab: only the main interpreter looks at the handlers. */
export const execMainOnly = execSharedStatics([when({ mainInterpreter: true }, readHandlers(replace))]);

/** Half-fixes: what the statics hold is released before the exec slot overwrites it. */
export const clearHandlers = SIGNAL_NUMBERS.map((signum) => clear(`static.Handlers[${signum}]`));
export const clearItimerError = [clear('static.ItimerError')];
export const clearDefaultAndIgnore = [clear('static.DefaultHandler'), clear('static.IgnoreHandler')];
