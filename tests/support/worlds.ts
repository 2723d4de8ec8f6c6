import history from '../../scenarios/history.js';
import { resolveState } from '../../src/interp/history/resolve.js';
import { rulesOff } from '../../src/interp/scenario.js';
import type { RuleName, World } from '../../src/interp/world.js';

/** When a rule began to hold, and until when. */
const RULE_DATES: Readonly<Record<RuleName, readonly [from: string, until?: string]>> = {
  'object-init-owns-type': ['2019-03-27'],
  'gc-per-interpreter': ['2019-11-20'],
  'small-ints-per-interpreter': ['2019-12-17', '2022-01-01'],
  'from-spec-wraps-traverse': ['2020-04-27', '2020-05-27'],
  'namedtuple-new-by-eval': ['2020-05-25'],
  'namedtuple-own-builtins': ['2021-02-04'],
  'subtype-traverse-trusts-base': ['2020-05-27'],
  'frozenset-new': ['2020-06-23'],
  'annotations-tuple': ['2020-11-25'],
  'interned-per-interpreter': ['2020-12-26', '2022-01-01'],
  'partial-heap-type': ['2020-12-29'],
  'property-name': ['2020-12-30'],
  'func-builtins': ['2021-02-18'],
  'match-args': ['2021-02-26'],
  'wrapper-attributes': ['2021-04-09'],
  'generator-inline-frame': ['2021-05-21'],
  'code-localsplus': ['2021-06-15'],
  'inline-values': ['2021-10-13'],
  'ht-tpname': ['2021-10-21'],
  'gc-fini-untracks': ['2022-01-13'],
  'subclasses-dropped-when-empty': ['2022-01-22'],
  'ready-requires-traverse': ['2022-05-01'],
  'gc-fini-increfs': ['2022-05-04'],
};

/** Builds in which CPython was asked, by the name of the measurement. */
export const BUILDS = { '3.11.2': '2023-02-08', '71d1bd9569': '2020-09-04', '53e4c91725': '2020-03-31' } as const;

export type BuildName = keyof typeof BUILDS;

/** The world of a build: its extensions as the shipped history says, its rules by date. */
export function worldOf(build: BuildName): World {
  const date = BUILDS[build];
  const last = history.changes.filter((change) => change.status === 'merged' && change.date <= date).at(-1);
  const state = last ? resolveState(history, { at: last.id, with: [], without: [] }).world : history.base;
  const rules = Object.entries(RULE_DATES).map(([rule, [from, until]]) => [
    rule,
    from <= date && (until === undefined || date < until),
  ]);
  return { ...state, rules: { ...rulesOff(), ...Object.fromEntries(rules) } };
}
