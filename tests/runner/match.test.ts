import { describe, expect, it } from 'vitest';
import { caseFilter } from '../../src/runner/match.js';
import type { MatchPattern } from '../../src/runner/options.js';

const accept = (pattern: string): MatchPattern => ({ pattern, accept: true });
const ignore = (pattern: string): MatchPattern => ({ pattern, accept: false });
const ids = ['test_os.FileTests.test_access', 'test_os.FileTests.test_read', 'test_os.WalkTests.test_access'];
const chosen = (style: '3.11' | '3.13', ...patterns: MatchPattern[]): string[] =>
  ids.filter(caseFilter(style, patterns));

describe('a pattern', () => {
  it.each(['3.11', '3.13'] as const)('matches the whole id or one part of it, case-sensitively (%s)', (style) => {
    expect(chosen(style, accept('test_access'))).toEqual([ids[0], ids[2]]);
    expect(chosen(style, accept('FileTests'))).toEqual([ids[0], ids[1]]);
    expect(chosen(style, accept('filetests'))).toEqual([]);
    expect(chosen(style, accept('*read'))).toEqual([ids[1]]);
    expect(chosen(style, accept('test_os.*.test_access'))).toEqual([ids[0], ids[2]]);
    expect(chosen(style, accept('test_o?'))).toEqual(ids);
    expect(chosen(style, accept('[FX]ileTests'))).toEqual([ids[0], ids[1]]);
    expect(chosen(style, accept('[!F-V]*Tests'))).toEqual([ids[2]]);
  });

  it.each(['3.11', '3.13'] as const)('with a dot is a full id, as long as all patterns are (%s)', (style) => {
    expect(chosen(style, accept('test_os.FileTests.test_read'))).toEqual([ids[1]]);
    expect(chosen(style, accept('FileTests.test_read'))).toEqual([]);
    expect(chosen(style, accept('FileTests.test_read'), accept('WalkTests'))).toEqual([ids[2]]);
  });

  it.each(['3.11', '3.13'] as const)('may carry the package of CPython in front (%s)', (style) => {
    expect(chosen(style, accept('test.test_os.FileTests.test_read'))).toEqual([ids[1]]);
    expect(chosen(style, accept('test.test_os.File*'))).toEqual([ids[0], ids[1]]);
  });

  it('takes an unclosed bracket and the signs of regular expressions as they are', () => {
    expect(chosen('3.11', accept('test_('))).toEqual([]);
    expect(['a[b', 'ab'].filter(caseFilter('3.11', [accept('a[b')]))).toEqual(['a[b']);
    expect(['a.b', 'axb'].filter(caseFilter('3.11', [accept('a.b*')]))).toEqual(['a.b']);
  });

  it('takes an empty range for no character at all', () => {
    expect(['a', 'z', 'm'].filter(caseFilter('3.11', [accept('[z-a]')]))).toEqual([]);
    expect(['a', 'z', 'm'].filter(caseFilter('3.11', [accept('[!z-a]')]))).toEqual(['a', 'z', 'm']);
  });
});

describe('-m and -i together', () => {
  it('run what is accepted and not ignored in 3.11, in whatever order they come', () => {
    expect(chosen('3.11', ignore('FileTests'), accept('test_access'))).toEqual([ids[2]]);
    expect(chosen('3.11', accept('test_access'), ignore('FileTests'))).toEqual([ids[2]]);
  });

  it('let the last that matches decide in 3.13', () => {
    expect(chosen('3.13', ignore('FileTests'), accept('test_access'))).toEqual([ids[0], ids[2]]);
    expect(chosen('3.13', accept('test_access'), ignore('FileTests'))).toEqual([ids[2]]);
  });

  it('run all without patterns, and what no -i names', () => {
    expect(chosen('3.11')).toEqual(ids);
    expect(chosen('3.13')).toEqual(ids);
    expect(chosen('3.13', ignore('WalkTests'))).toEqual([ids[0], ids[1]]);
  });
});
