import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeasuredLeak } from '../../src/bisect/baseline.js';
import { membersOf, minimalAmong, setOf } from '../../src/bisect/candidate-set.js';
import { type HuntAnswer, unresolved } from '../../src/bisect/hunt-question.js';
import type { LeakIdentity } from '../../src/bisect/identity.js';
import { bisectChanges } from '../../src/bisect/over-changes.js';
import type { ChangesResult } from '../../src/bisect/result.js';
import type { World } from '../../src/interp/scenario.js';
import { bringing, has, historyOf, huntsOver, leaking, linearHistory } from './synthetic-history.js';

const request = {
  test: 'test_x',
  bad: { at: 'bad', with: [], without: [] },
  vary: 'changes',
  onEstimate: () => {},
} as const;

const measured = (identities: readonly LeakIdentity[]): MeasuredLeak[] =>
  identities.map((identity) => ({ identity, references: 1, blocks: 1 }));
const culprits = ({ leaks }: ChangesResult): string[][] =>
  leaks.flatMap(({ sets }) => sets.map(({ changes }) => changes.map(({ id }) => id)));
const repairs = ({ repairs: sets }: ChangesResult): string[][] =>
  sets.map(({ changes }) => changes.map(({ id }) => id));

describe('minimal sets of changes', { timeout: 60_000 }, () => {
  it('are the planted ones, all of them and nothing else, in histories of 5 to 60 changes', async () => {
    const plans = fc.integer({ min: 5, max: 60 }).chain((length) =>
      fc.record({
        length: fc.constant(length),
        planted: fc.array(fc.uniqueArray(fc.nat(length - 1), { minLength: 1, maxLength: 4 }), {
          minLength: 1,
          maxLength: 3,
        }),
        width: fc.integer({ min: 1, max: 2 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(plans, async ({ length, planted, width }) => {
        const history = linearHistory(length);
        const leaks = (world: World): number =>
          planted.some((set) => set.every((index) => has(world, `c${index}`))) ? 19 : 0;
        const { hunts, questions } = huntsOver(history, leaks, { width });
        const bad = { at: `c${length - 1}`, with: [], without: [] };
        const result = await bisectChanges(hunts, history, { ...request, bad });
        const expected = minimalAmong(planted.map(setOf)).map((set) => membersOf(set).map((index) => `c${index}`));
        expect(culprits(result).sort()).toEqual(expected.sort());
        expect(result.ending).toBe('found');
        expect(questions.length).toBeLessThanOrEqual(result.sets);
      }),
      { numRuns: 60 },
    );
  });

  it('come with the sum of each subset', async () => {
    const history = historyOf([bringing('a'), bringing('b'), bringing('bad', { edits: [] })]);
    const { hunts } = huntsOver(history, (world) => (has(world, 'a') && has(world, 'b') ? 57 : 0));
    const result = await bisectChanges(hunts, history, request);
    const proof = result.leaks[0]?.sets[0]?.proof.map(({ changes, answer }) => [changes, answer.leaks[0]?.sum ?? 0]);
    expect(proof).toEqual([
      [[], 0],
      [['a'], 0],
      [['b'], 0],
      [['a', 'b'], 57],
    ]);
  });

  it('leave the collector and the order of finalization as they are at BAD, unless all is varied', async () => {
    const history = historyOf([
      bringing('gc', { area: 'collector' }),
      bringing('port'),
      bringing('bad', { edits: [], area: 'finalization' }),
    ]);
    const leaks = (world: World): number => (has(world, 'gc') && has(world, 'port') ? 19 : 0);
    const { hunts } = huntsOver(history, leaks);
    expect(culprits(await bisectChanges(hunts, history, request))).toEqual([['port']]);
    const all = await bisectChanges(hunts, history, { ...request, vary: 'all' });
    expect(culprits(all)).toEqual([['gc', 'port']]);
  });

  it('say that no candidate is needed where the leak comes from what stays as it is', async () => {
    const history = historyOf([bringing('gc', { area: 'collector' }), bringing('bad')]);
    const { hunts } = huntsOver(history, (world) => (has(world, 'gc') ? 19 : 0));
    expect(culprits(await bisectChanges(hunts, history, request))).toEqual([[]]);
  });

  it('take a part for a candidate of its own where the other parts stay as they are', async () => {
    const part = bringing('part');
    const history = historyOf([
      bringing('whole', { area: 'finalization', edits: [], parts: [part, bringing('step', { area: 'finalization' })] }),
      bringing('bad'),
    ]);
    const { hunts } = huntsOver(history, (world) => (has(world, 'part') && has(world, 'step') ? 19 : 0));
    const result = await bisectChanges(hunts, history, request);
    expect(result.candidates.map(({ id }) => id).sort()).toEqual(['bad', 'part']);
    expect(culprits(result)).toEqual([['part']]);
  });

  it('are sought for each leak by itself, whatever else leaks', async () => {
    const history = historyOf([bringing('a'), bringing('b'), bringing('old'), bringing('bad', { edits: [] })]);
    const named = (subject: string): LeakIdentity => ({
      test: 'test_x',
      kind: 'type-not-visited',
      subject,
      slot: 'ob_type',
      item: null,
    });
    // 'old' mends a leak that was there before; it is no part of the one at BAD.
    const test = (world: World): number | HuntAnswer => {
      const identities = [
        ...(has(world, 'a') && has(world, 'b') ? [named('new')] : []),
        ...(has(world, 'old') ? [] : [named('mended')]),
      ];
      return identities.length > 0 ? { ...leaking(identities.length), named: measured(identities) } : 0;
    };
    const { hunts } = huntsOver(history, test);
    const result = await bisectChanges(hunts, history, request);
    expect(culprits(result)).toEqual([['a', 'b']]);
    expect(result.leaks[0]).toMatchObject({ identity: { subject: 'new' }, complete: true });
    expect(result.leaks[0]?.sets[0]?.proof.map(({ sum }) => sum)).toEqual([0, 0, 0, 1]);
  });

  it('find nothing where BAD is clean', async () => {
    const history = historyOf([bringing('a'), bringing('bad')]);
    const { hunts } = huntsOver(history, () => 0);
    const result = await bisectChanges(hunts, history, request);
    expect(result).toMatchObject({ ending: 'nothing', leaks: [], repairs: [] });
  });

  it('are inconclusive where the test cannot be judged at BAD', async () => {
    const history = historyOf([bringing('a'), bringing('bad')]);
    const { hunts } = huntsOver(history, () => unresolved('crashed'));
    expect((await bisectChanges(hunts, history, request)).ending).toBe('inconclusive');
  });

  it('agree with running every set, whatever the hunts look at', async () => {
    const plans = fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 63n }), fc.bigInt({ min: 0n, max: 63n })), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const history = linearHistory(6);
        const leaks = (world: World): number => {
          const there = (set: bigint): boolean => membersOf(set).every((index) => has(world, `c${index}`));
          return plan.some(([needed, repairing]) => there(needed) && (repairing === 0n || !there(repairing))) ? 7 : 0;
        };
        const bad = { at: 'c5', with: [], without: [] };
        const [shared, alone] = await Promise.all(
          [true, false].map(async (observed) => {
            const { hunts } = huntsOver(history, leaks, { observed });
            return await bisectChanges(hunts, history, { ...request, bad });
          }),
        );
        expect({ ...shared, runs: 0 }).toEqual({ ...alone, runs: 0 });
      }),
    );
  });
});

describe('minimal repairing sets', () => {
  const fix = (id: string, details = {}) => bringing(id, { status: 'experiment', ...details });

  it('are sought among parts and experiments, up to three together', async () => {
    const history = historyOf([
      bringing('bad'),
      bringing('half', { edits: [], parts: [fix('one'), fix('two'), fix('three')] }),
      fix('whole'),
      fix('idle'),
      fix('four-a'),
      fix('four-b'),
    ]);
    const mended = (world: World): boolean =>
      has(world, 'whole') ||
      ['one', 'two', 'three'].every((id) => has(world, id)) ||
      ['one', 'two', 'four-a', 'four-b'].every((id) => has(world, id));
    const { hunts } = huntsOver(history, (world) => (has(world, 'bad') && !mended(world) ? 57 : 0));
    const result = await bisectChanges(hunts, history, { ...request, bad: { at: 'bad', with: [], without: [] } });
    expect(repairs(result)).toEqual([['whole'], ['one', 'two', 'three']]);
    expect(result.repairs[1]?.proof).toHaveLength(8);
  });

  it('take in the merged changes up to the one with which the leak ended, and none after it', async () => {
    const history = historyOf([bringing('bad'), bringing('first'), bringing('second'), bringing('later')]);
    const mended = (world: World): boolean => has(world, 'first') && (has(world, 'second') || has(world, 'later'));
    const { hunts } = huntsOver(history, (world) => (has(world, 'bad') && !mended(world) ? 57 : 0));
    const result = await bisectChanges(hunts, history, request);
    expect(result.repairCandidates.map(({ id }) => id)).toEqual(['first', 'second']);
    expect(repairs(result)).toEqual([['first', 'second']]);
  });

  it('take no revert for the end of the way', async () => {
    const history = historyOf([
      bringing('bad'),
      bringing('revert', { edits: [], reverts: ['bad'] }),
      bringing('cure'),
      bringing('later'),
    ]);
    const { hunts } = huntsOver(history, (world) => (has(world, 'bad') && !has(world, 'cure') ? 57 : 0));
    expect(repairs(await bisectChanges(hunts, history, request))).toEqual([['revert'], ['cure']]);
  });

  it('do not combine what means nothing without a change that is not there', async () => {
    const history = historyOf([bringing('bad'), fix('base'), fix('upon', { requires: ['base'] })]);
    const { hunts, questions } = huntsOver(history, (world) => (has(world, 'bad') && !has(world, 'upon') ? 57 : 0));
    expect(
      repairs(await bisectChanges(hunts, history, { ...request, bad: { at: 'bad', with: [], without: [] } })),
    ).toEqual([['base', 'upon']]);
    expect(questions.some(({ state }) => JSON.stringify(state.with) === '["upon"]')).toBe(false);
  });

  it('do not take a part without the change that it completes', async () => {
    const history = historyOf([bringing('bad'), bringing('port', { parts: [fix('setref')] }), bringing('last')]);
    const { hunts } = huntsOver(history, (world) => (has(world, 'bad') && !has(world, 'setref') ? 64 : 0));
    const result = await bisectChanges(hunts, history, { ...request, bad: { at: 'bad', with: [], without: [] } });
    expect(repairs(result)).toEqual([['port']]);
  });

  it('mark what leaves the cause where it is, and show only the smallest of that', async () => {
    const step = (id: string) => fix(id, { area: 'finalization' });
    const history = historyOf([bringing('bad'), fix('visit'), step('second-gc'), step('early'), step('clear')]);
    const identities: LeakIdentity[] = [
      { test: 'test_x', kind: 'no-gc-support', subject: 'bad.T', slot: 'ob_type', item: null },
    ];
    const mended = (world: World): boolean =>
      has(world, 'visit') || has(world, 'second-gc') || (has(world, 'early') && has(world, 'clear'));
    const { hunts } = huntsOver(history, (world) =>
      has(world, 'bad') && !mended(world) ? { ...leaking(57), named: measured(identities) } : 0,
    );
    const result = await bisectChanges(hunts, history, { ...request, bad: { at: 'bad', with: [], without: [] } });
    expect(result.repairs.map(({ changes, workaround }) => [changes[0]?.id, workaround])).toEqual([
      ['visit', false],
      ['second-gc', true],
    ]);
  });

  it('put back what BAD lacks', async () => {
    const history = historyOf([bringing('bad', { parts: [fix('setref')] })]);
    const { hunts } = huntsOver(history, (world) => (has(world, 'bad') && !has(world, 'setref') ? 64 : 0));
    const bad = { at: 'bad', with: [], without: ['setref'] };
    expect(repairs(await bisectChanges(hunts, history, { ...request, bad }))).toEqual([['setref']]);
  });
});
