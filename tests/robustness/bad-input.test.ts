import { beforeAll, describe, expect, it } from 'vitest';
import { type Hunted, hunted } from '../support/hunted.js';
import { fixtures, refhunt } from '../support/refhunt.js';

const DIR = fixtures('robustness/bad');

/** What is wrong with a scenario, how its test ends, and what is said: file, case and operation. */
const BAD: readonly (readonly [name: string, state: string, said: RegExp])[] = [
  [
    'test_syntax',
    'UNCAUGHT_EXC',
    /test test_syntax crashed -- .*\n {2}File ".*test_syntax\.js", line 5, .*\n.*\nSyntaxError: /,
  ],
  ['test_syntax_ts', 'UNCAUGHT_EXC', /test test_syntax_ts crashed -- .*\n(?:.*\n)*?.*(?:test_syntax_ts\.ts).*5/],
  [
    'test_throws_at_load',
    'UNCAUGHT_EXC',
    /File ".*test_throws_at_load\.js", line 3, in <module>\n.*\nTypeError: Cannot read/,
  ],
  ['test_imports_nothing', 'UNCAUGHT_EXC', /refhunt\/scenarioo|'\.\/scenarioo'/],
  ['test_imports_missing_file', 'UNCAUGHT_EXC', /Cannot find module '.*missing\.js'/],
  [
    'test_no_default',
    'UNCAUGHT_EXC',
    /ScenarioError: .*test_no_default\.js: the default export is no scenario; make it/,
  ],
  [
    'test_exports_number',
    'UNCAUGHT_EXC',
    /ScenarioError: .*test_exports_number\.js: the default export is no scenario/,
  ],
  ['test_cases_array', 'UNCAUGHT_EXC', /ScenarioError: .*test_cases_array\.js: 'cases' /],
  [
    'test_case_name',
    'UNCAUGHT_EXC',
    /ScenarioError: .*test_case_name\.js: case 'test_without_class' is not named 'Class\.m/,
  ],
  [
    'test_case_no_function',
    'UNCAUGHT_EXC',
    /ScenarioError: .*test_case_no_function\.js: case 'A\.test_a' is no function/,
  ],
  ['test_extensions_no_list', 'UNCAUGHT_EXC', /ScenarioError: .*test_extensions_no_list\.js: 'extensions' /],
  ['test_extension_no_name', 'UNCAUGHT_EXC', /ScenarioError: .*test_extension_no_name\.js: extension 1 /],
  ['test_extension_bare', 'UNCAUGHT_EXC', /ScenarioError: .*test_extension_bare\.js: extension 'bare' .*extension\(/],
  ['test_modules_no_list', 'UNCAUGHT_EXC', /ScenarioError: .*test_modules_no_list\.js: 'modules' /],
  [
    'test_impossible_type',
    'UNCAUGHT_EXC',
    /type odd\.Odd names b in tp_traverse, which is none of its fields \[in test_import /,
  ],
  [
    'test_no_traverse',
    'UNCAUGHT_EXC',
    /type odd\.Odd has the Py_TPFLAGS_HAVE_GC flag but has no traverse function \[in test_import /,
  ],
  ['test_unknown_api', 'UNCAUGHT_EXC', /f in odd.* calls PyList_Neww, which is not modelled.* \[in test_call /],
  ['test_unknown_operation', 'UNCAUGHT_EXC', /f in odd: .*increff.* \[in test_call /],
  ['test_unknown_slot', 'UNCAUGHT_EXC', /f in odd: .*locale\.o.* \[in test_call /],
  ['test_throws_in_case', 'FAILED', /line 5, in A\.test_a\n.*\nTypeError: t\.listt is not a function/],
  ['test_no_such_module', 'FAILED', /ModuleNotFoundError: No module named 'nothing'/],
];

describe('a scenario that is wrong', () => {
  let all: Hunted;
  beforeAll(async () => {
    all = await hunted(['--testdir', DIR, ...BAD.map(([name]) => name), 'test_clean']);
  });

  it.each(BAD)('%s ends as %s and says why', (name, state, said) => {
    expect(all.state(name)).toBe(state);
    expect(all.text).toMatch(said);
  });

  it('does not keep the others from running, nor the summary from coming', () => {
    expect(all.state('test_clean')).toBe('PASSED');
    expect(all.text).toContain(`\n${BAD.length} tests failed:\n`);
    expect(all.text).toMatch(/\nTests result: FAILURE\n$/);
    expect(all.status).toBe(2);
  });

  it('is no stack trace of refhunt or Node', () => {
    expect(all.text).not.toMatch(/^ {4}at |node:internal|\/dist\/src\//m);
  });
});

describe('an --at that names no state', () => {
  it('is one line and the exit code of a wrong command line', async () => {
    const { stdout, stderr, status } = await refhunt(['--at', 'gh-238111', '--testdir', DIR, 'test_clean']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^refhunt: .*gh-238111.*\n$/);
    expect(status).toBe(2);
  });
});
