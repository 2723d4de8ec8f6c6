import type { PythonModuleDescription } from 'refhunt/scenario';

/** What test.support.interpreters loads, as far as it matters: signal, which enum and subprocess want, loads _signal. */
export const INTERPRETERS_MODULES: readonly PythonModuleDescription[] = [
  {
    name: 'signal',
    body: (t) => {
      for (const name of ['SIG_DFL', 'SIG_IGN', 'SIGINT', 'default_int_handler']) t.importFrom('_signal', name);
      for (const name of ['signal', 'getsignal', 'pthread_sigmask', 'sigwait', 'valid_signals']) t.def(name);
    },
  },
  {
    name: 'test.support.interpreters',
    body: (t) => {
      t.import('signal');
      t.class('Interpreter', { methods: { close: {}, run: {}, is_running: {} } });
      for (const name of ['RecvChannel', 'SendChannel']) t.class(name);
      for (const name of ['create', 'list_all', 'get_current', 'create_channel']) t.def(name);
    },
  },
];
