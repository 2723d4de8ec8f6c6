import { describe, expect, it } from 'vitest';
import type { HuntQuestion } from '../../src/bisect/hunt-question.js';
import { type Change, editStep, extension, type History, step, visit, type World } from '../../src/interp/scenario.js';
import { bringing, historyOf, huntsOver } from './synthetic-history.js';

const at = (state: string): HuntQuestion => ({ state: { at: state, with: [], without: [] }, cases: null });

/** How many hunts it takes to ask for every change of the history, one after the other. */
async function huntsFor(history: History, test: (world: World) => number): Promise<number> {
  const { hunts } = huntsOver(history, test);
  await hunts.ask(history.changes.map(({ id }) => at(id)));
  return hunts.runs;
}

const dated = (id: string, date: string, details: Partial<Change> = {}): Change =>
  bringing(id, { date, edits: [], ...details });

describe('states that say the same of all that a hunt looks up take one hunt', () => {
  const days = historyOf([dated('a', '2020-01-01'), dated('b', '2020-02-01'), dated('c', '2020-03-01')]);

  it('of different days, if the test asks only whether a day has come', async () => {
    expect(await huntsFor(days, ({ library }) => (library?.since('2019-06-01') ? 1 : 0))).toBe(1);
    expect(await huntsFor(days, ({ library }) => (library?.since('2020-02-15') ? 1 : 0))).toBe(2);
  });

  it('but not if it reads the day itself', async () => {
    expect(await huntsFor(days, ({ library }) => library?.date.length ?? 0)).toBe(3);
  });

  it('if a feature of the library is none that the test asks for', async () => {
    const brings = (feature: string): Partial<Change> => ({ edits: [{ edit: 'library', feature, on: true }] });
    const day = '2020-01-01';
    const features = historyOf([dated('a', day), dated('b', day, brings('one')), dated('c', day, brings('two'))]);
    expect(await huntsFor(features, ({ library }) => (library?.has('two') ? 1 : 0))).toBe(2);
    expect(await huntsFor(features, ({ library }) => library?.features.length ?? 0)).toBe(3);
  });

  it('if an extension is described anew as it was', async () => {
    const described = (id: string, ...ops: ReturnType<typeof visit>[]): Change => {
      const lock = extension('m', { slots: { m_traverse: ops } });
      return dated(id, '2020-01-01', { edits: [{ edit: 'extension', extension: lock }] });
    };
    const twice = historyOf([described('a', visit('state.x')), described('b', visit('state.x')), described('c')]);
    const looksAt = ({ extensions }: World): number => extensions.m?.slots.m_traverse?.length ?? 0;
    expect(await huntsFor(twice, looksAt)).toBe(2);
  });

  it('if the steps of the finalization are the same, wherever that is written', async () => {
    const to = { after: 'gc' };
    const moves = [dated('a', '2020-01-01'), dated('b', '2020-01-01', { edits: [editStep('clear', { to })] })];
    const history = historyOf([...moves, dated('c', '2020-01-01', { edits: [editStep('clear', { to })] })]);
    const steps = [step('clear', 'interp-clear'), step('gc', 'collect')];
    const looksAt = (world: World): number => world.steps.length;
    expect(await huntsFor({ ...history, base: { ...history.base, steps } }, looksAt)).toBe(2);
  });

  it('even when they are asked for side by side', async () => {
    const { hunts } = huntsOver(days, ({ library }) => (library?.since('2020-02-15') ? 1 : 0), { width: 3 });
    const first = await hunts.one(at('a^'));
    const all = await hunts.ask(['a', 'b', 'c', 'c'].map(at));
    expect(first.verdict).toBe('clean');
    expect(all.map(({ verdict }) => verdict)).toEqual(['clean', 'clean', 'leaks', 'leaks']);
    expect(hunts.runs).toBe(2);
  });
});
