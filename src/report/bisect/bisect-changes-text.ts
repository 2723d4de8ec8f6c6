import type { HuntAnswer } from '../../bisect/hunt-question.js';
import type { ChangesResult, CulpritSet, Culprits, ProofEntry, RepairSet } from '../../bisect/result.js';
import { count } from '../count.js';
import { printable } from '../printable.js';
import { answerText, changeLine, columns, identityText, stateText } from './bisect-common.js';

/** Minimal sets of changes, for people. */
export function changesText(result: ChangesResult): string {
  const { test, bad, candidates, vary, sets, runs } = result;
  const fixed =
    vary === 'all' ? 'everything is varied' : 'the collector and the order of finalization stay as they are';
  const blocks = [
    printable(`${test} at ${stateText(bad)}: ${answerText(bad.answer)}`),
    `${count(candidates.length, 'candidate')}; ${fixed}`,
    ...(bad.answer.verdict === 'leaks' ? findings(result) : [nothingText(bad.answer)]),
    `${count(sets, 'set')} judged in ${count(runs, 'hunt')}`,
  ];
  return `${blocks.join('\n')}\n`;
}

function nothingText({ verdict }: HuntAnswer): string {
  return verdict === 'clean' ? '\nNothing to find: BAD is clean.\n' : '\nInconclusive: BAD could not be judged.\n';
}

function findings(result: ChangesResult): string[] {
  const { leaks, repairs, repairsComplete, repairCandidates } = result;
  const pool = `${repairCandidates.length} parts, half-fixes and later changes`;
  const head =
    repairs.length === 0
      ? `Nothing repairs it among ${pool}, up to three together.`
      : `Repaired by (of ${pool}, up to three together):`;
  const limited = repairsComplete ? [] : ['  Not all of them were tried: the limit of sets was reached.'];
  return [...grouped(leaks).map(culpritsText), '', head, ...repairs.map(repairText), ...limited, ''];
}

/** Leaks that come with the same changes are told of together. */
function grouped(leaks: readonly Culprits[]): Culprits[][] {
  const groups = new Map<string, Culprits[]>();
  for (const leak of leaks) {
    const key = JSON.stringify(leak.sets.map(({ changes }) => changes.map(({ id }) => id)));
    groups.set(key, [...(groups.get(key) ?? []), leak]);
  }
  return [...groups.values()];
}

function culpritsText(group: readonly Culprits[]): string {
  const [culprits] = group as [Culprits];
  const sets = culprits.sets.map((_, index) => together(group.map((leak) => leak.sets[index] as CulpritSet)));
  const lines = ['', ...group.map(({ identity }) => identityText(identity))];
  if (sets.length === 0) lines.push('  no set of the candidates is enough for it');
  for (const set of sets) lines.push(setText(set));
  lines.push(...remarksOn(culprits));
  return lines.join('\n');
}

/** The same set for several leaks: what it makes is the sum of what they make. */
function together(sets: readonly CulpritSet[]): CulpritSet {
  const [first] = sets as [CulpritSet];
  const key = ({ changes }: ProofEntry): string => JSON.stringify(changes);
  const sumOf = (entry: ProofEntry): number =>
    sets.reduce((sum, { proof }) => sum + (proof.find((each) => key(each) === key(entry))?.sum ?? 0), 0);
  return { ...first, proof: first.proof.map((entry) => ({ ...entry, sum: sumOf(entry) })) };
}

function setText({ changes, proof }: CulpritSet): string {
  if (changes.length === 0) return '  needs none of the candidates: it comes with what stays as it is (--vary all)';
  const head = changes.length === 1 ? '  needs only' : '  needs together';
  return [head, ...changes.map((change) => `    ${changeLine(change)}`), proofText(proof)].join('\n');
}

function proofText(proof: readonly ProofEntry[]): string {
  const rows = proof.map((entry) => [
    entry.answer.verdict === 'unresolved' ? '?' : String(entry.sum),
    `${entry.changes.length === 0 ? '(none of them)' : printable(entry.changes.join(' + '))}${otherLeak(entry)}`,
  ]);
  const width = Math.max(3, ...rows.map(([sum]) => sum?.length ?? 0));
  const head = ['sum'.padStart(width), 'with'];
  return columns([head, ...rows.map(([sum = '', set = '']) => [sum.padStart(width), set])], '      ');
}

function otherLeak({ answer, sum }: ProofEntry): string {
  const other = (answer.leaks[0]?.sum ?? 0) - sum;
  return other === 0 ? '' : `  (and ${other} of other leaks)`;
}

function remarksOn({ sets, complete, contradiction, unresolved }: Culprits): string[] {
  const lines: string[] = [];
  if (contradiction !== null) {
    const name = (ids: readonly string[]): string => printable(ids.length === 0 ? '(none)' : ids.join(' + '));
    lines.push(
      '  Not monotone: it leaks with the first of these and not with the second, which holds more;',
      `    ${name(contradiction.leaks)}`,
      `    ${name(contradiction.clean)}`,
      '  so all sets of up to four were tried.',
    );
  } else if (complete && sets.length > 0)
    lines.push('  No other set is minimal; no tried set speaks against monotony.');
  if (!complete) lines.push('  Not complete: the limit of sets was reached.');
  if (unresolved > 0) lines.push(`  ${count(unresolved, 'set')} could not be run and count as clean.`);
  return lines;
}

function repairText({ changes, proof, workaround }: RepairSet): string {
  const mark = workaround ? '  (workaround: what hides the garbage is still there)' : '';
  return [`  ${printable(changes.map(({ id }) => id).join(' + '))}${mark}`, proofText(proof)].join('\n');
}
