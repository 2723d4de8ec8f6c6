import { describe, expect, it } from 'vitest';
import { readCommandLine, UsageError } from '../../../src/cli/options/command-line.js';

const value = (words: readonly string[], name: string): string | undefined =>
  readCommandLine(words).values.get(name)?.at(-1);

function message(words: readonly string[]): string {
  try {
    readCommandLine(words);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return '';
}

describe('options of regrtest', () => {
  it.each([
    [['-R', '3:3']],
    [['-R3:3']],
    [['-R=3:3']],
    [['--huntrleaks', '3:3']],
    [['--huntrleaks=3:3']],
    [['--hunt', '3:3']],
    [['-R', '1:1', '-R', '3:3']],
  ])('are read as argparse reads them: %j', (words) => {
    expect(value([...words, 'test_x'], 'huntrleaks')).toBe('3:3');
    expect(readCommandLine([...words, 'test_x']).names).toEqual(['test_x']);
  });

  it('may be put together behind one dash, the last with its value', () => {
    const line = readCommandLine(['-vqR3:3', 'test_x']);
    expect([...line.flags].sort()).toEqual(['quiet', 'verbose']);
    expect(line.values.get('huntrleaks')).toEqual(['3:3']);
  });

  it('take a negative number for a value and nothing else that begins with a dash', () => {
    expect(value(['-j', '-1'], 'multiprocess')).toBe('-1');
    expect(message(['-R', '-1:3'])).toContain('argument -R/--huntrleaks: expected one argument');
    expect(message(['-R'])).toContain('argument -R/--huntrleaks: expected one argument');
  });

  it('may have spaces in a value of the same word; other words with spaces are names', () => {
    expect(value(['-mtest a'], 'match')).toBe('test a');
    expect(value(['--match=test a'], 'match')).toBe('test a');
    expect(value(['--testd=a b'], 'testdir')).toBe('a b');
    expect(value(['--ledger=type a.B'], 'ledger')).toBe('type a.B');
    expect(value(['-m', '-z y'], 'match')).toBe('-z y');
    expect(message(['--foo bar'])).toContain('unrecognized arguments: --foo bar');
    expect(message(['-v y'])).toContain("argument -v/--verbose: ignored explicit argument ' y'");
    expect(message(['-m', '--match=a b'])).toContain('argument -m/--match: expected one argument');
  });

  it('are told apart from two that begin alike', () => {
    expect(message(['--match', 'a'])).toBe('');
    expect(message(['--matchf', 'a'])).toBe('');
    expect(message(['--list'])).toContain('ambiguous option: --list could match --list-tests, --list-cases');
  });

  it('keep the order of -m, -i and their files', () => {
    const { patterns } = readCommandLine(['-m', 'a', '--ignorefile', 'f', '-i', 'b', '--match=c']);
    expect(patterns.map(({ pattern, accept, file }) => `${accept ? '+' : '-'}${file ? '@' : ''}${pattern}`)).toEqual([
      '+a',
      '-@f',
      '-b',
      '+c',
    ]);
  });
});

describe("options of refhunt's own", () => {
  it('may come again, each time with one more value', () => {
    const { values } = readCommandLine(['--with', 'a', '--with=b', '--without', '-c', '--at', 'X^']);
    expect(values.get('with')).toEqual(['a', 'b']);
    expect(values.get('without')).toEqual(['-c']);
    expect(values.get('at')).toEqual(['X^']);
  });

  it('with a value in brackets read it only after an equals sign', () => {
    expect(readCommandLine(['--json', 'test_x']).names).toEqual(['test_x']);
    expect(readCommandLine(['--json', 'test_x']).flags.has('json')).toBe(true);
    expect(value(['--json=out.json', 'test_x'], 'json')).toBe('out.json');
    expect(value(['--gc-stress=7'], 'gc-stress')).toBe('7');
  });

  it('are not shortened', () => {
    expect(message(['--stric'])).toContain('unrecognized arguments: --stric');
  });

  it('with few values name them', () => {
    expect(message(['--style', '3.12'])).toBe(
      "refhunt: option '--style <VERSION>' argument '3.12' is invalid. Allowed choices are 3.11, 3.13.",
    );
    expect(value(['-Xshowrefcount'], 'X')).toBe('showrefcount');
    expect(value(['-X', 'showrefcount'], 'X')).toBe('showrefcount');
    expect(message(['-X', 'dev'])).toContain('Allowed choices are showrefcount.');
  });

  it('without the value they need say so in one line', () => {
    expect(message(['--at'])).toBe('refhunt: --at needs a value: --at STATE');
    expect(message(['--strict=yes'])).toBe('refhunt: --strict takes no value');
  });
});

describe('bisect', () => {
  it('reads -i, -o, -n and -N as bisect_cmd does, and regrtest behind two dashes', () => {
    const line = readCommandLine(
      ['--cases', '-i', 'in', '-oout', '-n2', '-N', '9', 'test_x', '--', '-i', 'a', '-o'],
      'bisect',
    );
    expect(line.values.get('input')).toEqual(['in']);
    expect(line.values.get('output')).toEqual(['out']);
    expect(line.values.get('max-tests')).toEqual(['2']);
    expect(line.values.get('max-iter')).toEqual(['9']);
    expect(line.patterns).toEqual([{ accept: false, file: false, pattern: 'a' }]);
    expect(line.flags.has('slowest')).toBe(true);
    expect(line.names).toEqual(['test_x']);
  });
});

describe('the messages of argparse', () => {
  it.each([
    [['-R', 'a:b'], "argument -R/--huntrleaks: invalid huntrleaks value: 'a:b'"],
    [['-R', '3'], 'argument -R/--huntrleaks: needs 2 or 3 colon-separated arguments'],
    [['-j', 'x'], "argument -j/--multiprocess: invalid int value: 'x'"],
    [['-j', 'x', '-R', '3'], "argument -j/--multiprocess: invalid int value: 'x'"],
    [['--timeout', 'x'], "argument --timeout: invalid float value: 'x'"],
    [['-u', 'nope'], 'argument -u/--use: invalid resource: nope'],
    [['--quiet=3'], "argument -q/--quiet: ignored explicit argument '3'"],
    [['-qx=3'], "argument -x/--exclude: ignored explicit argument '=3'"],
    [['--h'], 'ambiguous option: --h could match --help, --header, --huntrleaks'],
    [['--ra'], 'ambiguous option: --ra could match --randomize, --randseed'],
    [['--v'], 'ambiguous option: --v could match --verbose, --verbose2, --verbose3'],
    [['--fail'], 'ambiguous option: --fail could match --failfast, --fail-env-changed'],
    [['--ma=x'], 'ambiguous option: --ma=x could match --match, --matchfile'],
    [['test_x', '--', 'test_y'], 'unrecognized arguments: --'],
    [['-', 'test_x'], 'unrecognized arguments: -'],
    [['-5'], 'unrecognized arguments: -5'],
  ])('%j', (words, expected) => {
    expect(message(words).split('\n')).toEqual([
      'usage: python -m test [options] [test_name1 [test_name2 ...]]',
      'python path/to/Lib/test/regrtest.py [options] [test_name1 [test_name2 ...]]',
      `regrtest.py: error: ${expected}`,
      'Pass -h or --help for complete help.',
    ]);
  });

  it.each([
    [['--fail'], 'ambiguous option: --fail could match --failfast, --fail-env-changed, --fail-rerun'],
    [['--ra'], 'ambiguous option: --ra could match --randseed, --randomize'],
    [['-qx=3'], "argument -x/--exclude: ignored explicit argument '3'"],
    [['--timeout', 'x'], ''],
  ])('%j differ in 3.13', (words, expected) => {
    expect(
      message(['--style', '3.13', ...words])
        .split('error: ')[1]
        ?.split('\n')[0] ?? '',
    ).toBe(expected);
  });

  it('come in the order of the words, and not at all behind --help', () => {
    expect(readCommandLine(['--help', '-R', 'x', '--nope']).flags.has('help')).toBe(true);
    expect(message(['-R', 'x', '--help'])).toContain('argument -R');
  });

  it('leave options of regrtest that mean nothing here to a message of our own', () => {
    expect(message(['-T'])).toBe('refhunt: -T/--coverage of regrtest has no meaning here');
  });
});
