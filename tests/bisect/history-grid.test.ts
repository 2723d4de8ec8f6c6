import { describe, expect, it } from 'vitest';
import { historyGrid } from '../../src/bisect/history/grid.js';
import type { GridRow, HistoryGrid } from '../../src/bisect/history/result.js';
import { unresolved } from '../../src/bisect/hunt-question.js';
import type { Change, History } from '../../src/interp/history/change.js';
import type { World } from '../../src/interp/scenario.js';
import { gridText } from '../../src/report/history/grid-text.js';
import { gridJson } from '../../src/report/history/history-json.js';
import { history as shipped, shippedHunts } from './shipped.js';
import { bringing, has, historyOf, huntsOver } from './synthetic-history.js';

const PLAIN = { paint: (_: unknown, text: string) => text, width: null };

type Test = (world: World) => number;

function gridOf(history: History, tests: Readonly<Record<string, Test>>, changes = history.changes) {
  const columns = Object.entries(tests).map(([test, run]) => ({ test, oracle: huntsOver(history, run).hunts }));
  return historyGrid({ history, columns, changes, everyTest: false, with: [], without: [] });
}

/** `kind at +with -without: effect sum` for each row, of one column. */
function told({ rows }: HistoryGrid, column = 0): string[] {
  return rows.flatMap(({ kind, at, with: added, without, cells }: GridRow) => {
    const cell = cells[column];
    if (!cell) return [];
    const state = [at, ...added.map((id) => `+${id}`), ...without.map((id) => `-${id}`)].join(' ');
    return [`${kind} ${state}: ${cell.effect} ${cell.answer.leaks[0]?.sum ?? 0}`];
  });
}

const experiment = (id: string, more: Partial<Change> = {}): Change => bringing(id, { status: 'experiment', ...more });

/** A leak of 100; `less` makes it 40, `fix` ends it by its two halves, `again` brings 7. */
const leakHistory = historyOf([
  bringing('start'),
  bringing('leak'),
  experiment('half-fix', { requires: ['leak'] }),
  experiment('needs-less', { requires: ['less'] }),
  bringing('less'),
  bringing('fix', { edits: [], parts: [experiment('left'), experiment('right')] }),
  bringing('again'),
]);

function leak(world: World): number {
  if (has(world, 'again')) return 7;
  if (!has(world, 'leak') || (has(world, 'left') && has(world, 'right')) || has(world, 'needs-less')) return 0;
  return (has(world, 'less') ? 40 : 100) - (has(world, 'half-fix') ? 1 : 0);
}

describe('the grid of tests x changes', () => {
  it('says of each change what it did, and tries each half-fix once on each leak', async () => {
    expect(told(await gridOf(leakHistory, { test_x: leak }))).toEqual([
      'merged start: none 0',
      'merged leak: began 100',
      'tried leak +half-fix: changed 99',
      'tried leak +left: none 100',
      'tried leak +right: none 100',
      'merged less: changed 40',
      'tried less +needs-less: ended 0',
      'merged fix: ended 0',
      'merged again: began 7',
      'tried again +half-fix: none 7',
      'tried again +needs-less: none 7',
    ]);
  });

  it('takes out of its change what could not be tried by itself', async () => {
    const history = historyOf([bringing('whole', { parts: [experiment('part')] }), bringing('later')]);
    const test: Test = (world) => (has(world, 'whole') && !has(world, 'part') ? 5 : 0);
    expect(told(await gridOf(history, { test_x: test }))).toEqual([
      'merged whole: none 0',
      'without whole -part: began 5',
      'merged later: none 0',
    ]);
  });

  it('keeps what was only proposed aside of the line', async () => {
    const history = historyOf([bringing('tried', { status: 'proposed' }), bringing('merged')]);
    const grid = await gridOf(history, { test_x: (world) => (has(world, 'tried') ? 3 : 0) });
    expect(told(grid)).toEqual(['proposed tried: began 3', 'merged merged: none 0']);
    expect(gridText(grid, PLAIN)).toContain('(tried)');
  });

  it('has cells where a change names the test, and shows the state before it where something else made a difference', async () => {
    const changes = [
      bringing('a', { tests: ['test_x'] }),
      bringing('b', { tests: [] }),
      bringing('c', { tests: ['test_x', 'test_y'] }),
    ];
    const history = historyOf(changes);
    const grid = await gridOf(history, { test_x: (world) => (has(world, 'b') ? 1 : 0), test_y: () => 4 });
    expect(told(grid, 0)).toEqual(['merged a: none 0', 'before c^: none 1', 'merged c: none 1']);
    expect(told(grid, 1)).toEqual(['before c^: none 4', 'merged c: none 4']);
  });

  it('runs a state once for all changes that a test does not look up', async () => {
    const history = historyOf(['a', 'b', 'c', 'd'].map((id) => bringing(id)));
    expect(await gridOf(history, { test_x: (world) => (has(world, 'c') ? 1 : 0) })).toMatchObject({ runs: 2 });
  });

  it('says why a cell could not be judged', async () => {
    const history = historyOf([bringing('a'), bringing('b')]);
    const { hunts } = huntsOver(history, (world) => (has(world, 'b') ? unresolved('it crashed') : 0));
    const columns = [{ test: 'test_x', oracle: hunts }];
    const grid = await historyGrid({
      history,
      columns,
      changes: history.changes,
      everyTest: false,
      with: [],
      without: [],
    });
    expect(told(grid)).toEqual(['merged a: none 0', 'merged b: unknown 0']);
    expect(gridText(grid, PLAIN)).toContain('? test_x at b: it crashed\n');
  });
});

describe('the grid as text and as data', () => {
  it('draws a leak down to where it ends, and marks what made a difference', async () => {
    const changes = [
      bringing('a', { tests: ['test_x', 'test_y'] }),
      bringing('leak', { tests: ['test_x'] }),
      bringing('b', { tests: ['test_y'] }),
      bringing('fix', { tests: ['test_x'] }),
      bringing('c', { tests: ['test_y'] }),
    ];
    const test: Test = (world) => (has(world, 'leak') && !has(world, 'fix') ? 56 : 0);
    const [table] = gridText(await gridOf(historyOf(changes), { test_x: test, test_y: () => 0 }), PLAIN).split('\n\n');
    expect(table?.split('\n')).toEqual([
      '                  x        y',
      '2020-01-01  a     clean    clean',
      '2020-01-01  leak  56 *',
      '2020-01-01  b     |        clean',
      '2020-01-01  fix   clean *',
      '2020-01-01  c              clean',
    ]);
  });

  it('colours what began and what ended, and gives a narrow terminal several tables', async () => {
    const paint = (shade: string, text: string): string => `<${shade}>${text}</>`;
    const grid = await gridOf(leakHistory, { test_x: leak, test_y: () => 0 });
    const text = gridText(grid, { paint, width: 40 });
    expect(text).toContain('<began>100 *</>');
    expect(text).toContain('<ended>clean *</>');
    expect(text.split('\n').filter((line) => /^ +[xy]$/.test(line))).toHaveLength(2);
  });

  it('is data with one cell for each test', async () => {
    const data = JSON.parse(gridJson(await gridOf(leakHistory, { test_x: leak })));
    expect(data).toMatchObject({ schemaVersion: 1, tests: ['test_x'] });
    expect(data.rows[1]).toMatchObject({
      kind: 'merged',
      at: 'leak',
      change: { id: 'leak', status: 'merged' },
      cells: { test_x: { verdict: 'leaks', effect: 'began', sum: 100 } },
    });
  });
});

describe('the grid of the shipped history', { timeout: 600_000 }, () => {
  it.each([
    [
      'test_interpreters',
      ['34ef64fe59 ended', '71d1bd9569 began', '4b8032e5a4 ended'],
      { 'second-gc': 'none', 'signal-clear-handlers': 'changed', 'signal-xsetref': 'began' },
    ],
    ['test_importlib', ['8d88e8c662 ended', '8334f30a74 began', '188078c39d ended'], {}],
    [
      'test_threading',
      [
        '34ef64fe59 ended',
        '7247407c35 began',
        '310e2d2517 changed',
        '2582d46fbc changed',
        'ac0e1c2694 ended',
        '53e4c91725 began',
        '0169d3003b ended',
        'gh-23811-proposed began',
      ],
      { 'lock-gc-no-visit': 'none', 'codec-clear': 'none', 'gc-after-clear': 'ended', 'clear-fork-hooks': 'ended' },
    ],
  ])('%s: the changes that name it made all the differences', async (test, steps, halfFixes) => {
    const changes = shipped.changes.filter(({ tests }) => tests?.includes(test));
    const columns = [{ test, oracle: shippedHunts(test) }];
    const { rows } = await historyGrid({ history: shipped, columns, changes, everyTest: false, with: [], without: [] });
    const effects = (kinds: readonly GridRow['kind'][]) =>
      rows.flatMap(({ kind, change, cells }) => (kinds.includes(kind) ? [[change.id, cells[0]?.effect] as const] : []));
    const made = effects(['merged', 'proposed']).filter(([, effect]) => effect !== 'none');
    expect(made.map((each) => each.join(' ')).filter((each) => steps.includes(each))).toEqual(steps);
    expect(Object.fromEntries(effects(['tried', 'without']))).toMatchObject(halfFixes);
    // A leak that is older than the history, and no difference between two changes that name the test.
    expect(rows.filter(({ kind }) => kind === 'before').length).toBeLessThanOrEqual(1);
  });
});
