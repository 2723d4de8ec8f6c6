import type { MatchPattern, Style } from './options.js';

export type CaseFilter = (caseId: string) => boolean;

/** Text of the regular expression for one glob. CPython 3.11 Lib/fnmatch.py: translate() */
function translate(glob: string): string {
  let regex = '';
  let index = 0;
  const characters = Array.from(glob);
  while (index < characters.length) {
    const character = characters[index++] ?? '';
    if (character === '*') regex += '.*';
    else if (character === '?') regex += '.';
    else if (character === '[') {
      const set = characterSet(characters, index);
      regex += set.regex;
      index = set.next;
    } else regex += escapeRegex(character);
  }
  return regex;
}

const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** `[seq]` and `[!seq]`; a bracket that nothing closes stands for itself. */
function characterSet(characters: readonly string[], start: number): { regex: string; next: number } {
  let end = start;
  if (characters[end] === '!') end++;
  if (characters[end] === ']') end++;
  while (end < characters.length && characters[end] !== ']') end++;
  if (end >= characters.length) return { regex: '\\[', next: start };
  const negated = characters[start] === '!';
  const members = characters.slice(negated ? start + 1 : start, end);
  return { regex: membersRegex(members, negated), next: end + 1 };
}

function membersRegex(members: readonly string[], negated: boolean): string {
  let inside = '';
  for (let index = 0; index < members.length; index++) {
    const low = members[index] ?? '';
    const high = members[index + 2];
    if (members[index + 1] === '-' && high !== undefined) {
      index += 2;
      if (low <= high) inside += `${escapeRegex(low)}-${escapeRegex(high)}`;
    } else inside += escapeRegex(low);
  }
  if (inside === '') return negated ? '.' : '(?!)';
  return `[${negated ? '^' : ''}${inside}]`;
}

/** CPython 3.11 Lib/test/support/__init__.py: _is_full_match_test() */
const isFullMatch = (pattern: string): boolean => pattern.includes('.') && !/[?*[\]]/.test(pattern);

/**
 * CPython 3.11 Lib/test/support/__init__.py: _compile_match_function()
 * Test ids of CPython start with `test.`, ids of a --testdir do not: patterns of either kind are understood.
 */
function compileMatchFunction(patterns: readonly string[]): CaseFilter {
  const ids = (caseId: string): string[] => [caseId, `test.${caseId}`];
  if (patterns.every(isFullMatch)) {
    const known = new Set(patterns);
    return (caseId) => ids(caseId).some((id) => known.has(id));
  }
  const regex = new RegExp(`^(?:${patterns.map(translate).join('|')})$`, 'su');
  return (caseId) => ids(caseId).some((id) => regex.test(id)) || caseId.split('.').some((part) => regex.test(part));
}

/** 3.11: accepted and not ignored. CPython 3.11 Lib/test/support/__init__.py: set_match_tests() */
function filter311(patterns: readonly MatchPattern[]): CaseFilter {
  const of = (accept: boolean): string[] => patterns.filter((p) => p.accept === accept).map((p) => p.pattern);
  const accepted = of(true);
  const ignored = of(false);
  const accepts = accepted.length > 0 ? compileMatchFunction(accepted) : () => true;
  const ignores = ignored.length > 0 ? compileMatchFunction(ignored) : () => false;
  return (caseId) => accepts(caseId) && !ignores(caseId);
}

/**
 * 3.13: of neighbouring options of a kind, the last group that matches decides; without any, the opposite of the first.
 * CPython 3.13 Lib/test/libregrtest/filter.py: match_test()
 */
function filter313(patterns: readonly MatchPattern[]): CaseFilter {
  const groups: { accept: boolean; patterns: string[] }[] = [];
  for (const { accept, pattern } of patterns) {
    const last = groups.at(-1);
    if (last?.accept === accept) last.patterns.push(pattern);
    else groups.push({ accept, patterns: [pattern] });
  }
  const matchers = groups.map((group) => ({ accept: group.accept, matches: compileMatchFunction(group.patterns) }));
  const otherwise = matchers[0] === undefined || !matchers[0].accept;
  return (caseId) => matchers.findLast(({ matches }) => matches(caseId))?.accept ?? otherwise;
}

export function caseFilter(style: Style, patterns: readonly MatchPattern[]): CaseFilter {
  return style === '3.11' ? filter311(patterns) : filter313(patterns);
}
