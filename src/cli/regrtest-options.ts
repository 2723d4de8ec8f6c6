/** An option of regrtest: its spellings, what it takes, and what `--help` says of it. */
export interface RegrtestOption {
  readonly flags: readonly string[];
  readonly takes: 'value' | 'flag';
  readonly metavar?: string;
  readonly help: string;
  readonly group: string;
  readonly hidden?: true;
}

const VERBOSITY = 'Verbosity (as regrtest):';
const SELECTING = 'Selecting tests (as regrtest):';
const RUNS = 'Runs (as regrtest):';

const flag = (group: string, flags: string, help: string): RegrtestOption => ({
  flags: flags.split(' '),
  takes: 'flag',
  help,
  group,
});
const value = (group: string, flags: string, metavar: string, help: string): RegrtestOption => ({
  flags: flags.split(' '),
  takes: 'value',
  metavar,
  help,
  group,
});

/** In the order of --help. CPython 3.11 Lib/test/libregrtest/cmdline.py: _create_parser() */
export const REGRTEST_OPTIONS: readonly RegrtestOption[] = [
  value(
    RUNS,
    '-R --huntrleaks',
    'W:N[:FILE]',
    'W warm-ups and N measured runs of each test (5:4), leaks go to FILE (reflog.txt)',
  ),
  value(RUNS, '-j --multiprocess', 'N', 'run N tests at once, each in a process; 0: two more than there are CPUs'),
  flag(RUNS, '-F --forever', 'run the tests in a loop until one fails'),
  flag(RUNS, '-G --failfast', 'stop at the first test that fails'),
  flag(RUNS, '-w --rerun', 'run tests that failed again in verbose mode'),
  { ...flag(RUNS, '--verbose2', 'as --rerun'), hidden: true },
  value(RUNS, '--timeout', 'SECONDS', 'end a test file that takes longer; a summary still comes'),
  flag(RUNS, '-P --pgo', 'as for profile guided optimization: no summary, failures are not shown'),
  flag(RUNS, '--fail-env-changed', 'a test that alters the environment fails'),
  flag(RUNS, '--fail-rerun', 'exit with code 5 if a test passed only when run again'),
  flag(RUNS, '--list-tests', 'list the tests, run none'),
  flag(RUNS, '--list-cases', 'list the cases, run none'),
  value(RUNS, '--junit-xml', 'FILE', 'write the results to FILE, a leak as a failure'),
  flag(VERBOSITY, '-v --verbose', 'show each case of each run'),
  flag(VERBOSITY, '-q --quiet', 'show nothing but leaks, failures and the summary'),
  flag(VERBOSITY, '-W --verbose3', 'show the output of tests that fail (with -R only together with -j)'),
  flag(VERBOSITY, '-o --slowest', 'list the 10 slowest tests'),
  flag(VERBOSITY, '--header', 'say what runs on what'),
  value(SELECTING, '-m --match', 'PATTERN', 'run the cases whose id, or a part of it, matches; repeatable'),
  value(SELECTING, '-i --ignore', 'PATTERN', 'leave out the cases that match; repeatable'),
  value(SELECTING, '--matchfile', 'FILE', 'as -m, a pattern on each line'),
  value(SELECTING, '--ignorefile', 'FILE', 'as -i, a pattern on each line'),
  value(SELECTING, '-f --fromfile', 'FILE', 'run the tests that FILE names, such as an old log'),
  flag(SELECTING, '-x --exclude', 'the tests that are named are the ones that do not run'),
  value(SELECTING, '-S --start', 'TEST', 'begin at TEST'),
  flag(SELECTING, '-s --single', 'run one test, the next one when called again'),
  flag(SELECTING, '-r --randomize', 'run in random order'),
  value(SELECTING, '--randseed', 'SEED', 'the random order that this number gives'),
  value(SELECTING, '-u --use', 'RESOURCE,...', 'enable resources that tests require; all, none, -RESOURCE'),
  value(SELECTING, '--testdir', 'DIR', 'look for tests in DIR'),
  flag(RUNS, '-h --help', 'show this help and exit'),
];
