import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareWithBaseline, type MeasuredLeak, shrunk } from '../../src/bisect/baseline.js';
import { BaselineError, baselineText, parseBaseline } from '../../src/bisect/baseline-file.js';
import { itemIdentity } from '../../src/bisect/identity.js';
import { CAUSES } from '../../src/explain/result.js';

function leak(subject: string, references = 19, blocks = 12, test = 'test_x'): MeasuredLeak {
  return { identity: { test, kind: 'type-not-visited', subject, slot: 'ob_type', item: null }, references, blocks };
}

const ran = new Set(['test_x']);

describe('a baseline', () => {
  it('knows a leak by what it is, not by its number', () => {
    const verdict = compareWithBaseline([leak('_abc._abc_data')], [leak('_abc._abc_data', 38, 24)], ran);
    expect(verdict).toMatchObject({
      known: [{ entry: { references: 19 }, found: { references: 38 } }],
      fresh: [],
      stale: [],
    });
  });

  it('does not know another leak with the same number in the same test', () => {
    const verdict = compareWithBaseline([leak('_abc._abc_data')], [leak('_thread.lock')], ran);
    expect(verdict.known).toEqual([]);
    expect(verdict.fresh.map(({ identity }) => identity.subject)).toEqual(['_thread.lock']);
    expect(verdict.stale.map(({ identity }) => identity.subject)).toEqual(['_abc._abc_data']);
  });

  it('tells leaks apart by test, kind, type and slot', () => {
    const entry = leak('_thread.lock');
    const others: MeasuredLeak['identity'][] = [
      { ...entry.identity, test: 'test_y' },
      { ...entry.identity, kind: 'no-gc-support' },
      { ...entry.identity, subject: '_thread.RLock' },
      { ...entry.identity, slot: 'args' },
      itemIdentity('test_x', 'references'),
    ];
    for (const identity of others) {
      expect(compareWithBaseline([entry], [{ ...entry, identity }], ran).fresh).toHaveLength(1);
    }
  });

  it('calls no entry stale whose test was not judged', () => {
    const verdict = compareWithBaseline([leak('a'), leak('b', 1, 1, 'test_other')], [], ran);
    expect(verdict.stale.map(({ identity }) => identity.subject)).toEqual(['a']);
  });

  it('shrinks when asked to, and never grows', () => {
    const baseline = [leak('smaller', 19), leak('grown', 5), leak('gone'), leak('elsewhere', 3, 3, 'test_other')];
    const verdict = compareWithBaseline(baseline, [leak('smaller', 7), leak('grown', 50), leak('new')], ran);
    const left = shrunk(baseline, verdict).map(({ identity, references }) => [identity.subject, references]);
    expect(left).toEqual([
      ['smaller', 7],
      ['grown', 5],
      ['elsewhere', 3],
    ]);
  });

  it('counts several leaks of one identity as one', () => {
    const verdict = compareWithBaseline([leak('twice', 38, 24)], [leak('twice'), leak('twice')], ran);
    expect(verdict.known).toMatchObject([{ found: { references: 38, blocks: 24 } }]);
  });
});

describe('the file of a baseline', () => {
  const text = fc.string({ minLength: 1 });
  const leaks = fc.uniqueArray(
    fc.record({
      identity: fc.record({
        test: text,
        kind: fc.option(fc.constantFrom(...CAUSES)),
        subject: fc.option(text),
        slot: fc.option(text),
        item: fc.option(fc.constantFrom('references' as const, 'memory blocks' as const)),
      }),
      references: fc.nat(),
      blocks: fc.nat(),
    }),
    { selector: ({ identity }) => JSON.stringify(identity) },
  );

  it('gives back what was put in it', () => {
    fc.assert(
      fc.property(leaks, (all) => {
        expect(parseBaseline(baselineText(all))).toEqual(all);
      }),
    );
  });

  it('has one line for each leak', () => {
    const lines = baselineText([leak('a'), leak('b')]).split('\n');
    expect(lines.filter((line) => line.includes('"test"'))).toHaveLength(2);
  });

  it('says what is wrong with a file that is none', () => {
    const wrong: readonly (readonly [string, string])[] = [
      ['{', 'no JSON'],
      ['[]', '"refhuntBaseline" is missing'],
      ['{"refhuntBaseline": 2, "leaks": []}', 'version 2'],
      ['{"refhuntBaseline": 1}', '"leaks" is no list'],
      ['{"refhuntBaseline": 1, "leaks": [{}]}', 'leak 1: "test" is missing'],
      ['{"refhuntBaseline": 1, "leaks": [{"test": "t", "kind": "odd"}]}', 'leak 1: "kind" is none of'],
      [
        '{"refhuntBaseline": 1, "leaks": [{"test": "t", "references": 1.5}]}',
        'leak 1: "references" is no whole number',
      ],
    ];
    for (const [file, message] of wrong) {
      expect(() => parseBaseline(file)).toThrow(BaselineError);
      expect(() => parseBaseline(file)).toThrow(message);
    }
  });
});
