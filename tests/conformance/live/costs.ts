import { worldOf } from '../../support/worlds.js';
import type { ConformanceCase, Verdict } from '../case.js';
import { type CostCase, costCases, judgeCost, type Measured } from '../elementary.js';
import { askCosts, type Judge } from './python.js';

/** The build whose world is compared with the installed interpreter. */
const BUILD = '3.11.2';

/** The elementary costs, asked again of an installed interpreter: all chosen ones at once, when the first is run. */
export function liveCostCases(
  live: Judge,
  choose: (cases: CostCase[]) => CostCase[] = (all) => all,
): ConformanceCase[] {
  const chosen = choose(costCases().filter(({ fact }) => fact.measured[BUILD]));
  let costs: (Measured | null)[] | undefined;
  return chosen.map((each, index) => ({
    family: each.family,
    name: each.fact.name,
    build: live.version,
    run: () => {
      costs ??= measuredCosts(live, chosen);
      return judgeLive(each, costs[index] ?? null);
    },
  }));
}

function measuredCosts(live: Judge, cases: readonly CostCase[]): (Measured | null)[] {
  const { stdout, stderr } = askCosts(
    live,
    cases.map(({ fact }) => fact),
  );
  if (stdout === '') throw new Error(`the judge failed: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  return JSON.parse(stdout) as (Measured | null)[];
}

/** What was never asked of a build, the tracked objects of some, is not compared. */
function judgeLive({ fact, recipe }: CostCase, measured: Measured | null): Verdict {
  if (!measured) throw new Error('the judge failed: make() raised an exception');
  const { tracked, ...costs } = measured;
  const asked = fact.measured[BUILD]?.tracked !== undefined && tracked !== undefined;
  return judgeCost(worldOf(BUILD), asked ? { ...costs, tracked } : costs, recipe);
}
