import type { Scenario } from '../interp/scenario.js';
import { type CaseFilter, caseFilter } from './match.js';
import type { MatchPattern, Style } from './options.js';

/** By code point, as Python sorts the names of classes and methods. */
function byCodePoint(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function byClassThenMethod(a: string, b: string): number {
  const split = (name: string): [string, string] => [
    name.slice(0, name.lastIndexOf('.')),
    name.slice(name.lastIndexOf('.') + 1),
  ];
  const [classA, methodA] = split(a);
  const [classB, methodB] = split(b);
  return byCodePoint(classA, classB) || byCodePoint(methodA, methodB);
}

/** Names ('Class.method') of the cases that run. Without any -m, a scenario may choose what runs by default. */
export function selectCases(
  name: string,
  scenario: Scenario,
  style: Style,
  patterns: readonly MatchPattern[],
): readonly string[] {
  const sorted = Object.keys(scenario.cases).sort(byClassThenMethod);
  const chosen = caseFilter(style, patterns);
  const byDefault = defaultFilter(scenario, style, patterns);
  return sorted.filter((method) => chosen(`${name}.${method}`) && byDefault(`${name}.${method}`));
}

function defaultFilter(scenario: Scenario, style: Style, patterns: readonly MatchPattern[]): CaseFilter {
  const defaults = scenario.defaultCases;
  if (defaults === undefined || patterns.some(({ accept }) => accept)) return () => true;
  return caseFilter(
    style,
    defaults.map((pattern) => ({ pattern, accept: true })),
  );
}
