import { describe, expect, it } from 'vitest';
import { junitXml } from '../../src/report/junit.js';
import { bareResult, type CaseResult } from '../../src/runner/result.js';
import { leak, passed, recordOf } from '../support/hunt-records.js';

const caseOf = (id: string, outcome: CaseResult['outcome'] = 'ok'): CaseResult => ({
  id,
  outcome,
  reason: outcome === 'skipped' ? 'not today' : null,
  seconds: 0,
});

const count = (xml: string, part: string): number => xml.split(part).length - 1;

describe('the JUnit report', () => {
  it('reports the leak of a file with one case as the failure of that case', () => {
    const xml = junitXml(recordOf([passed('test_x', { state: 'REFLEAK', leaks: [leak([1, 1, 1])] })]));
    expect(xml).toContain('<testsuite name="test_x" tests="1" failures="1" errors="0" skipped="0" time="0.500">');
    expect(xml).toContain('<testcase classname="test_x.ATest" name="test_a" time="0.250">');
    expect(xml).toContain('<failure type="ReferenceLeak" message="test_x leaked [1, 1, 1] references, sum=3">');
  });

  it('blames no case of several for a leak: the hunt itself fails, once for all lines', () => {
    const cases = ['test_x.A.test_a', 'test_x.A.test_b'].map((id) => caseOf(id));
    const leaks = [leak([1, 1, 1]), leak([2, 2, 2], { item: 'memory blocks' })];
    const xml = junitXml(recordOf([passed('test_x', { state: 'REFLEAK', cases, leaks })]));
    expect(xml).toContain('name="test_a" time="0.000"/>');
    expect(xml).toContain('name="test_b" time="0.000"/>');
    expect(xml).toContain('<testcase classname="test_x" name="reference leaks (-R 3:3)" time="0.000">');
    expect(count(xml, '<failure')).toBe(1);
    expect(xml).toContain('references, sum=3\ntest_x leaked [2, 2, 2] memory blocks, sum=6</failure>');
  });

  it('says which case failed, which raised, which was skipped', () => {
    const traceback = (type: string) => ({ frames: [], type, message: 'why' });
    const xml = junitXml(
      recordOf([
        passed('test_x', {
          state: 'FAILED',
          cases: [caseOf('test_x.A.a', 'FAIL'), caseOf('test_x.A.b', 'ERROR'), caseOf('test_x.A.c', 'skipped')],
          failures: [{ description: 'a (test_x.A.a)', traceback: traceback('AssertionError') }],
          errors: [
            { description: 'b (test_x.A.b)', traceback: traceback('ValueError') },
            { description: 'setUpClass (test_x.B)', traceback: traceback('OSError') },
          ],
        }),
      ]),
    );
    expect(xml).toContain('tests="4" failures="1" errors="2" skipped="1"');
    expect(xml).toContain('<failure type="AssertionError" message="AssertionError: why">');
    expect(xml).toContain('<error type="ValueError" message="ValueError: why">');
    expect(xml).toContain('<testcase classname="test_x" name="setUpClass (test_x.B)" time="0.000">');
    expect(xml).toContain('<skipped message="not today"/>');
  });

  it('has an entry for files that no case speaks for', () => {
    const xml = junitXml(
      recordOf([
        bareResult('test_a', 'SKIPPED', 'no subinterpreters'),
        bareResult('test_b', 'UNCAUGHT_EXC', 'ValueError: bad'),
        bareResult('test_c', 'DID_NOT_RUN'),
      ]),
    );
    expect(xml).toContain('<skipped message="no subinterpreters"/>');
    expect(xml).toContain('message="test_b failed (uncaught exception): ValueError: bad"');
    expect(xml).toContain('<skipped message="test_c ran no tests"/>');
    expect(xml).toContain('<testsuites name="refhunt" tests="3" failures="0" errors="1" skipped="2" time="1.500">');
  });

  it('fails what altered the environment only where the run does', () => {
    const results = [passed('test_x', { state: 'ENV_CHANGED' })];
    expect(junitXml(recordOf(results))).toContain('failures="0"');
    expect(junitXml(recordOf(results, { failEnvChanged: true }))).toContain('failures="1"');
  });

  it('escapes whatever names and messages hold', () => {
    const name = 'test_<script>"&\'\u0000\u001b[31m\ud800\uffff\ra';
    const xml = junitXml(recordOf([bareResult(name, 'UNCAUGHT_EXC', 'a\nb]]>')]));
    expect(xml).toContain('name="test_&lt;script&gt;&quot;&amp;&apos;\\x00\\x1b[31m\\ud800\\uffff\\ra"');
    expect(xml).toContain('a&#10;b]]&gt;"');
  });
});
