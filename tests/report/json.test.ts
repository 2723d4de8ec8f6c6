import { describe, expect, it } from 'vitest';
import { createRecorder } from '../../src/report/hunt-record.js';
import { huntJson, jsonText } from '../../src/report/json.js';
import { bareResult } from '../../src/runner/result.js';
import { FACTS, leak, passed, recordOf } from '../support/hunt-records.js';

const deltas = { references: [9, 3, 0, 1, 1, 1], blocks: [9, 3, 0, 0, 0, 0], handles: [0, 0, 0, 0, 0, 0] };

describe('the JSON of a run', () => {
  it('holds each test with all its deltas, and each leak with the line that regrtest prints', () => {
    const record = recordOf([passed('test_x', { state: 'REFLEAK', deltas, warmups: 3, leaks: [leak([1, 1, 1])] })]);
    expect(huntJson(record, 2)).toMatchObject({
      schemaVersion: 1,
      huntrleaks: { warmups: 3, runs: 3 },
      at: 'bpo-1',
      state: 'FAILURE',
      exitCode: 2,
      duration: 1.5,
      tests: [
        {
          name: 'test_x',
          state: 'REFLEAK',
          cases: [{ id: 'test_x.ATest.test_a', outcome: 'ok', reason: null, duration: 0.25 }],
          deltas,
          leaks: [
            {
              item: 'references',
              deltas: [1, 1, 1],
              sum: 3,
              line: 'test_x leaked [1, 1, 1] references, sum=3',
              pattern: { kind: 'steady' },
            },
          ],
          suspicious: [],
          duration: 0.5,
        },
      ],
      summary: { good: [], bad: ['test_x'], interrupted: false },
    });
  });

  it('tells what failed in which case', () => {
    const traceback = { frames: [], type: 'AssertionError', message: '1 != 2' };
    const failures = [{ description: 'test_a (test_x.ATest.test_a)', traceback }];
    const [test] = huntJson(recordOf([passed('test_x', { state: 'FAILED', failures })]), 2).tests;
    expect(test?.problems).toEqual([
      { kind: 'failure', description: 'test_a (test_x.ATest.test_a)', message: 'AssertionError: 1 != 2' },
    ]);
    expect(test?.deltas).toBeNull();
  });

  it('is text that any JSON reader reads, whatever names hold', () => {
    const name = 'test_\u0000"\\\u2028\ud800</script>';
    const text = jsonText(huntJson(recordOf([bareResult(name, 'UNCAUGHT_EXC')]), 2));
    expect(JSON.parse(text).tests[0].name).toBe(name);
    expect(text.endsWith('}\n')).toBe(true);
  });
});

describe('the recorder', () => {
  it('marks what ran again, keeps the seed of a random order, and what was found out later', () => {
    const recorder = createRecorder();
    const clock = { elapsed: 0, load: null };
    const results = [passed('test_a'), passed('test_b', { state: 'FAILED' })];
    const { summary } = recordOf([{ ...passed('test_a'), state: 'ENV_CHANGED' }, passed('test_b')]);
    recorder.event({
      event: 'run-begun',
      style: '3.11',
      header: null,
      fewWarmups: false,
      seed: 7n,
      randomized: true,
    });
    for (const result of results) recorder.result(result);
    recorder.event({ event: 'rerun-begun', clock, tests: 1 });
    recorder.result(passed('test_b'));
    recorder.event({ event: 'finished', summary, seconds: 2 });
    const record = recorder.record(FACTS);
    expect(record.seed).toBe(7n);
    expect(record.seconds).toBe(2);
    expect(record.tests.map(({ result, rerun }) => [result.name, result.state, rerun])).toEqual([
      ['test_a', 'ENV_CHANGED', false],
      ['test_b', 'FAILED', false],
      ['test_b', 'PASSED', true],
    ]);
  });
});
