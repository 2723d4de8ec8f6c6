import { describe, expect, it } from 'vitest';
import { ledgerOf } from '../../../src/explain/ledger/ledger.js';
import { recordLedgers } from '../../../src/explain/ledger/record.js';
import type { Ledger, LedgerLine } from '../../../src/explain/ledger/result.js';
import { watchObjects } from '../../../src/explain/ledger/watch.js';
import type { Observation } from '../../../src/explain/observation.js';
import { graphOf } from '../../../src/explain/read/graph.js';
import { objectText, outsideText, step } from '../../../src/explain/read/path.js';
import { hunt } from '../../../src/explain/try/hunt.js';
import { observe } from '../../../src/explain/try/observe.js';
import { ownerAt } from '../../../src/gc/snapshot.js';
import {
  call,
  decref,
  defineScenario,
  type ExtensionDescription,
  extension,
  fn,
  returnNone,
  type Scenario,
  set,
  type TestContext,
} from '../../../src/interp/scenario.js';
import type { OpenSession } from '../../../src/runner/open-session.js';
import { PATIENCE, requestFor, worldAt } from '../../support/explanations.js';

const mapPlace = <T>(place: T): T => place;
const LAST = 5;

/** Counts by words, numbers of items apart. */
function tally(words: readonly (readonly [string, number])[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [word, count] of words) {
    const key = word.replace(/\[\d+\]/g, '[]').replace(/ \d+/g, '');
    counts[key] = (counts[key] ?? 0) + count;
  }
  return counts;
}

/** Owners of an object as the snapshot has them. */
function ownersOf({ after }: Observation, object: number): [string, number][] {
  return [...graphOf(after).incoming(object)].map((reference) => {
    const owner = ownerAt(after, reference);
    if (owner.kind !== 'object') return [outsideText(owner), 1];
    return [`${objectText(after, owner.of)}${step(after, reference)}`, 1];
  });
}

const total = (lines: readonly LedgerLine[]): number => lines.reduce((sum, { count }) => sum + count, 0);

async function shipped(name: string): Promise<Scenario> {
  return ((await import(`../../../scenarios/${name}.ts`)) as { default: Scenario }).default;
}

describe('the ledgers of what a repetition leaves', { timeout: PATIENCE }, () => {
  it.each([
    ['test_threading', 'gh-23811-proposed'],
    ['test_threading', '53e4c91725'],
    ['test_interpreters', '71d1bd9569'],
    ['test_int', 'de6981680b'],
  ])('of %s at %s add up, end with the owners that the heap has, and change no number', async (name, at) => {
    const request = requestFor(name, await shipped(name), worldAt(at));
    const plain = await hunt(request);
    const observed = await observe(request, LAST);
    const { observation } = observed as NonNullable<typeof observed>;
    const { before, after } = observation;
    const old = new Set(before.identity);
    const objects = [...after.identity.keys()].filter((object) => !old.has(after.identity[object] as number));
    const identities = new Set(objects.map((object) => after.identity[object] as number));
    const ledgers = await recordLedgers(request, identities, { repetition: LAST, mapPlace });
    expect(objects.length).toBeGreaterThan(0);
    for (const object of objects) {
      const ledger = ledgers.get(after.identity[object] as number) as Ledger;
      expect(ledger.increfs - ledger.decrefs).toBe(ledger.refcnt);
      expect(ledger.refcnt).toBe(after.objects.refcnt[object]);
      expect(total(ledger.matched) + total(ledger.unmatched) + ledger.leftOut).toBe(ledger.increfs);
      expect(tally(ledger.unmatched.map(({ owner, count }) => [owner ?? '', count]))).toEqual(
        tally(ownersOf(observation, object)),
      );
    }
    const names = { object: () => '', slot: () => '', field: () => '' };
    const watched = (session: OpenSession): OpenSession => {
      watchObjects(session.runtime, identities, names);
      return session;
    };
    const again = await hunt(request, watched, { tracesPlaces: true });
    expect(again.result.deltas).toEqual(plain.result.deltas);
    expect(plain.result.deltas).not.toBeNull();
  });
});

interface Asked {
  readonly of: string;
  readonly extensions?: readonly ExtensionDescription[];
  readonly run: (t: TestContext) => void;
}

async function asked({ of, extensions = [], run }: Asked) {
  const scenario = defineScenario({ extensions, cases: { 'C.test_it': run } });
  const request = requestFor('test_mine', scenario, worldAt('3.11.2'));
  const { result } = await hunt(request);
  return await ledgerOf(request, result, of, { mapPlace });
}

async function ledger(words: Asked): Promise<Ledger> {
  const found = await asked(words);
  if ('problem' in found) throw new Error(found.problem);
  return found;
}

const mine = (functions: ExtensionDescription['functions'], statics: readonly string[] = []): ExtensionDescription =>
  extension('mine', { statics: [...statics], functions: functions ?? {} });

describe('a ledger', { timeout: PATIENCE }, () => {
  it('marks the INCREF whose DECREF is missing, with its line and C function', async () => {
    const forgets = fn([], [call('PyList_New', [], 'local.items'), returnNone()]);
    const { unmatched, matched } = await ledger({
      of: '#1',
      extensions: [mine({ forgets })],
      run: (t) => void t.callMethod(t.import('mine'), 'forgets'),
    });
    expect(matched).toEqual([]);
    expect(unmatched).toHaveLength(1);
    expect(unmatched[0]).toMatchObject({ count: 1, decref: null, owner: 'nobody (items of forgets in mine)' });
    expect(unmatched[0]?.incref).toMatchObject({ run: LAST, phase: 'run', collecting: false, caller: 'forgets' });
    expect(unmatched[0]?.incref?.place).toEqual(
      expect.objectContaining({ file: expect.stringContaining('ledger.test.ts') }),
    );
  });

  it('tells the references of one object apart by who had them', async () => {
    const keeps = fn(['o'], [set('static.kept', 'arg.o', 'newref'), returnNone()]);
    const { unmatched, matched, refcnt } = await ledger({
      of: 'static kept of mine',
      extensions: [mine({ keeps }, ['kept'])],
      run: (t) => {
        const items = t.list([]);
        t.callMethod(t.import('mine'), 'keeps', items);
        t.callMethod(t.import('mine'), 'keeps', items);
      },
    });
    expect(refcnt).toBe(2);
    expect(unmatched.map(({ owner }) => owner)).toEqual([
      expect.stringMatching(/^nobody \(static\.kept/),
      'static kept of mine',
    ]);
    expect(total(matched)).toBeGreaterThan(0);
  });

  it('marks a DECREF of what its function did not own', async () => {
    const robs = fn(['o'], [decref('arg.o'), returnNone()]);
    const { unmatched } = await ledger({
      of: 'NoneType#2',
      extensions: [mine({ robs })],
      run: (t) => void t.callMethod(t.import('mine'), 'robs', t.none()),
    });
    const taken = unmatched.filter(({ incref }) => incref === null);
    expect(total(taken)).toBeGreaterThan(0);
    for (const { decref: event } of taken) expect(event?.caller).toBe('robs');
  });
});

describe('the object of a ledger', { timeout: PATIENCE }, () => {
  const grows = fn([], [call('PyList_New', [], 'local.a'), call('PyList_New', [], 'local.b'), returnNone()]);
  const words = (of: string): Asked => ({
    of,
    extensions: [mine({ grows })],
    run: (t) => void t.callMethod(t.import('mine'), 'grows'),
  });

  it('is one of several, by its number', async () => {
    const [first, second] = [await ledger(words('list#1')), await ledger(words('list#2'))];
    expect([first.unmatched[0]?.owner, second.unmatched[0]?.owner].sort()).toEqual([
      'nobody (a of grows in mine)',
      'nobody (b of grows in mine)',
    ]);
  });

  it.each([
    ['list', /^2 objects are called that: list#1 \(nobody \(.* of grows in mine\)\), list#2/],
    ['list#3', /^list#3: there are 2 called list$/],
    ['#9', /^findings are #1 to #\d$/],
    ['nothing of the kind', /^no object is called that; leaked are list \(2\)/],
  ])('that %s names wrongly is one line', async (of, problem) => {
    expect(await asked(words(of))).toEqual({ problem: expect.stringMatching(problem) });
    expect(JSON.stringify(await asked(words(of)))).not.toContain('\\n');
  });

  it('of a test that leaks nothing is looked at in its last run', async () => {
    const found = await ledger({ of: 'None', run: () => {} }).catch((error: Error) => error.message);
    expect(found).toMatch(/no object is called that/);
    const sys = await ledger({ of: 'module sys', run: () => {} });
    expect(sys.increfs - sys.decrefs).toBe(sys.refcnt);
  });
});
