import type { Style } from '../../runner/options.js';
import {
  type ArgumentType,
  floatArgument,
  huntrleaksArgument,
  intArgument,
  resourcesArgument,
} from './argument-types.js';

/** An option of regrtest: its spellings, what it takes, and what `--help` says of it. */
export interface RegrtestOption {
  readonly flags: readonly string[];
  readonly takes: 'value' | 'flag';
  readonly metavar: string;
  /** Complains of a value, where argparse does. */
  readonly type: ArgumentType | null;
  readonly help: string;
  readonly group: string;
  /** Not listed by --help. */
  readonly hidden: boolean;
  /** The one style that has it: the other reads it too, but in no shorter form. */
  readonly style: Style | null;
  /** Known, so that it is no typo; refused, as there is nothing here that it could mean. */
  readonly refused: boolean;
}

const GENERAL = 'General (as regrtest):';
const VERBOSITY = 'Verbosity (as regrtest):';
const SELECTING = 'Selecting tests (as regrtest):';
const RUNS = 'Runs (as regrtest):';

const plain = { metavar: '', type: null, hidden: false, style: null, refused: false };

function flag(group: string, flags: string, help: string): RegrtestOption {
  return { ...plain, flags: flags.split(' '), takes: 'flag', help, group };
}

function value(group: string, flags: string, metavar: string, help: string, type?: ArgumentType): RegrtestOption {
  return { ...plain, flags: flags.split(' '), takes: 'value', metavar, type: type ?? null, help, group };
}

function refused(flags: string, takes: 'value' | 'flag', style: Style | null = null): RegrtestOption {
  const hidden = { hidden: true, refused: true, help: '', group: GENERAL };
  return { ...plain, ...hidden, flags: flags.split(' '), takes, metavar: 'VALUE', style };
}

/** In regrtest's order, which is that of `could match` too. CPython 3.11 Lib/test/libregrtest/cmdline.py: _create_parser() */
export const REGRTEST_OPTIONS: readonly RegrtestOption[] = [
  flag(GENERAL, '-h --help', 'show this help and exit'),
  refused('--fast-ci', 'flag', '3.13'),
  refused('--slow-ci', 'flag', '3.13'),
  value(GENERAL, '--timeout', 'SECONDS', 'end a test file that takes longer; a summary still comes', floatArgument),
  refused('--wait', 'flag'),
  refused('--worker-args', 'value', '3.11'),
  value(GENERAL, '-S --start', 'TEST', 'begin at TEST'),
  refused('-p --python', 'value'),
  flag(VERBOSITY, '-v --verbose', 'show each case of each run'),
  { ...flag(VERBOSITY, '-w --rerun', 'run tests that failed again in verbose mode'), style: '3.13' },
  { ...flag(VERBOSITY, '--verbose2', 'as --rerun'), hidden: true },
  flag(VERBOSITY, '-W --verbose3', 'show the output of tests that fail (with -R only together with -j)'),
  flag(VERBOSITY, '-q --quiet', 'show nothing but leaks, failures and the summary'),
  flag(VERBOSITY, '-o --slowest', 'list the 10 slowest tests'),
  flag(VERBOSITY, '--header', 'say what runs on what'),
  flag(SELECTING, '-r --randomize', 'run in random order'),
  value(SELECTING, '--randseed', 'SEED', 'the random order that this number gives', intArgument),
  value(SELECTING, '-f --fromfile', 'FILE', 'run the tests that FILE names, such as an old log'),
  flag(SELECTING, '-x --exclude', 'the tests that are named are the ones that do not run'),
  flag(SELECTING, '-s --single', 'run one test, the next one when called again'),
  value(SELECTING, '-m --match', 'PATTERN', 'run the cases whose id, or a part of it, matches; repeatable'),
  value(SELECTING, '-i --ignore', 'PATTERN', 'leave out the cases that match; repeatable'),
  value(SELECTING, '--matchfile', 'FILE', 'as -m, a pattern on each line'),
  value(SELECTING, '--ignorefile', 'FILE', 'as -i, a pattern on each line'),
  flag(SELECTING, '-G --failfast', 'stop at the first test that fails'),
  value(
    SELECTING,
    '-u --use',
    'RESOURCE,...',
    'enable resources that tests require; all, none, -RESOURCE',
    resourcesArgument,
  ),
  refused('-M --memlimit', 'value'),
  value(SELECTING, '--testdir', 'DIR', 'look for tests in DIR'),
  refused('-L --runleaks', 'flag'),
  value(
    RUNS,
    '-R --huntrleaks',
    'W:N[:FILE]',
    'W warm-ups and N measured runs of each test (5:4), leaks go to FILE (reflog.txt)',
    huntrleaksArgument,
  ),
  value(
    RUNS,
    '-j --multiprocess',
    'N',
    'run N tests at once, each in a process; 0: two more than there are CPUs',
    intArgument,
  ),
  refused('--single-process', 'flag', '3.13'),
  refused('-T --coverage', 'flag'),
  refused('-D --coverdir', 'value'),
  refused('-N --nocoverdir', 'flag'),
  refused('-t --threshold', 'value'),
  refused('-n --nowindows', 'flag'),
  flag(RUNS, '-F --forever', 'run the tests in a loop until one fails; each file is imported once'),
  flag(RUNS, '--list-tests', 'list the tests, run none'),
  flag(RUNS, '--list-cases', 'list the cases, run none'),
  flag(RUNS, '-P --pgo', 'as for profile guided optimization: no summary, failures are not shown'),
  refused('--pgo-extended', 'flag'),
  refused('--tsan', 'flag', '3.13'),
  flag(RUNS, '--fail-env-changed', 'a test that alters the environment fails'),
  {
    ...flag(RUNS, '--fail-rerun', 'exit with code 5 if a test passed only when it was run again'),
    style: '3.13',
  },
  value(RUNS, '--junit-xml', 'FILE', 'write the results to FILE, a leak as a failure'),
  refused('--tempdir', 'value'),
  refused('--cleanup', 'flag'),
  refused('--bisect', 'flag', '3.13'),
  refused('--dont-add-python-opts', 'flag', '3.13'),
];
