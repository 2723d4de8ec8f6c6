import { hunt } from '../../src/explain/try/hunt.js';
import type { Scenario } from '../../src/interp/scenario.js';
import { requestFor, type StateWords, worldAt } from './explanations.js';

export interface Deltas {
  readonly references: readonly number[] | null;
  readonly blocks: readonly number[] | null;
}

/** What `refhunt -R 3:3 --at AT [-m CASE] NAME` prints in brackets, in this process; null: no such line. */
export async function leaksOf(name: string, at: string, words: StateWords = {}): Promise<Deltas> {
  const { default: scenario } = (await import(`../../scenarios/${name}.ts`)) as { default: Scenario };
  const { result, events } = await hunt(requestFor(name, scenario, worldAt(at, words), words));
  const wrong = events.find(({ event }) => event === 'crashed' || event === 'failed' || event === 'stopped');
  if (wrong || result.cases.length === 0) throw new Error(`${name} at ${at}: ${JSON.stringify(wrong ?? result)}`);
  const deltasOf = (item: string): readonly number[] | null =>
    result.leaks.find((leak) => leak.item === item)?.deltas ?? null;
  return { references: deltasOf('references'), blocks: deltasOf('memory blocks') };
}
