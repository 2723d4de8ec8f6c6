import Table from 'cli-table3';
import type { ConformanceCase, Verdict } from './case.js';

export interface Judged {
  readonly case: ConformanceCase;
  readonly verdict: Verdict;
}

/** A fault of the simulated runtime counts as a disagreement. */
export function judgeAll(cases: readonly ConformanceCase[]): Judged[] {
  return cases.map((each) => ({ case: each, verdict: verdictOf(each) }));
}

function verdictOf(each: ConformanceCase): Verdict {
  try {
    return each.run();
  } catch (error) {
    const actual = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { agrees: false, expected: 'a number', actual, items: [] };
  }
}

/** One row a family, then every disagreement with both numbers and what ours is made of; the last line is the sum. */
export function conformanceReport(judged: readonly Judged[]): string {
  const agreeing = judged.filter(({ verdict }) => verdict.agrees).length;
  const disagreements = judged.filter(({ verdict }) => !verdict.agrees).map(disagreement);
  return [familyTable(judged), ...disagreements, `${agreeing}/${judged.length} agree`].join('\n');
}

function familyTable(judged: readonly Judged[]): string {
  const table = new Table({ head: ['family', 'cases', 'agree'], style: { head: [], border: [] } });
  for (const family of new Set(judged.map((each) => each.case.family))) {
    const rows = judged.filter((each) => each.case.family === family);
    table.push([family, rows.length, rows.filter(({ verdict }) => verdict.agrees).length]);
  }
  return table.toString();
}

function disagreement({ case: each, verdict }: Judged): string {
  const head = `${each.family}: ${each.name} (${each.build})`;
  const numbers = [`    CPython: ${verdict.expected}`, `    refhunt: ${verdict.actual}`];
  return [head, ...numbers, ...verdict.items.map((item) => `        ${item}`)].join('\n');
}
