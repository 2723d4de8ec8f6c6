import type { CommandName } from './options/command-name.js';

/** A command of its own: reads the words after its name, returns the exit code. */
export type Command = (words: readonly string[]) => Promise<number>;

export interface CommandEntry {
  /** What `refhunt --help` says of it. */
  readonly summary: string;
  /** After `refhunt`, in the usage line. */
  readonly usage: string;
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** Where they are not those of a hunt. */
  readonly exitCodes?: string;
  /** Each command is one file, read when it is called; left out: not part of this version. */
  readonly load?: () => Promise<Command>;
}

/**
 * Every subcommand. Its file src/cli/NAME.ts is named here in one line,
 * `load: async () => (await import('./NAME.js')).NAME`; its options are in own-options.ts, and it reads them with
 * readCommandLine(words, 'NAME'). What it throws becomes a message and an exit code in user-error.ts.
 */
export const COMMANDS: Readonly<Record<Exclude<CommandName, 'hunt'>, CommandEntry>> = {
  explain: {
    summary: 'take the sum apart, name the cause, draw the cycle, try fixes',
    usage: 'explain [options] [tests...]',
    examples: [
      ['refhunt explain -R 3:3 test_threading', 'why the test leaks'],
      ['refhunt explain -R 3:3 --graph test_threading', 'with the objects that hold each other'],
      ['refhunt explain -R 3:3 --ledger=#1 test_threading', 'with each INCREF and DECREF of the object of finding 1'],
      ['refhunt explain -R 3:3 --trace-gc test_threading', 'with what each phase of the last collection did'],
    ],
    load: async () => (await import('./explain/explain.js')).explain,
  },
  fix: {
    summary: 'write one of the fixes that explain tried as a change file',
    usage: 'fix [options] TEST --apply N [-o FILE]',
    examples: [['refhunt fix -R 3:3 test_threading --apply 1 -o fix.json', 'then: refhunt -R 3:3 --with ./fix.json']],
    load: async () => (await import('./explain/fix.js')).fix,
    exitCodes: `Exit codes:
  0    the fix was written
  1    a file or name that is given does not exist
  2    there is no such fix; or a wrong command line`,
  },
  audit: {
    summary: 'compare what types own, visit, clear and release, without running them',
    usage: 'audit [options] [SCENARIO|all]',
    examples: [['refhunt audit all', 'every type that the scenarios describe']],
    load: async () => (await import('./explain/audit.js')).audit,
    exitCodes: `Exit codes:
  0    no gaps
  1    a file or name that is given does not exist
  2    gaps; or a wrong command line`,
  },
  bisect: {
    summary: 'find the change, the commit, the set of changes or the cases that leak',
    usage: 'bisect [options] TEST [-- OPTIONS OF REGRTEST]',
    examples: [
      ['refhunt bisect -R 3:3 test_threading', 'the change of the history that began the leak'],
      ['refhunt bisect --git v1..HEAD -R 3:3 test_mine', 'the commit that did'],
      ['refhunt bisect --cases test_atexit -- -R 3:3', 'the cases that leak'],
    ],
    exitCodes: `Exit codes:
  0    found
  1    there is nothing to find
  2    a wrong command line
  3    inconclusive
  130  interrupted`,
    load: async () => (await import('./bisect/bisect.js')).bisect,
  },
  history: {
    summary: 'list the changes of the history; --grid: run tests x changes',
    usage: 'history [options] [tests and changes...]',
    examples: [
      ['refhunt history', 'every change, with the tests that it touches'],
      ['refhunt history bpo-40077', 'one change in full'],
      ['refhunt history --grid', 'when each leak came, what each half-fix did, when it went'],
      ['refhunt history --grid test_threading', 'of one test'],
    ],
    load: async () => (await import('./history/history.js')).history,
    exitCodes: `Exit codes:
  0    shown, whatever leaks
  1    a test or folder that is given does not exist
  2    no such change; or a wrong command line
  130  interrupted`,
  },
};

export function commandEntry(name: string): CommandEntry | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name as keyof typeof COMMANDS] : undefined;
}
