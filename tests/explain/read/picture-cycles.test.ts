import { describe, expect, it } from 'vitest';
import { type Arrow, cyclesOf, linksTwoCycles, shortestCycle } from '../../../src/explain/read/picture-cycles.js';

/** 'a>b b>a a~c': a owns b and b owns a; c is weakly referenced. */
function arrows(text: string): Arrow[] {
  return text.split(' ').map((word) => ({
    from: word.charAt(0),
    to: word.charAt(2),
    kind: word.charAt(1) === '~' ? 'weak' : 'visited',
  }));
}

function idsOf(edges: readonly Arrow[]): string[] {
  return [...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort();
}

function linksIn(text: string): string[] {
  const edges = arrows(text);
  const ids = idsOf(edges);
  return ids.filter((id) => linksTwoCycles(id, ids, edges));
}

describe('the cycles of a picture', () => {
  it.each([
    ['a>b b>c', {}],
    ['a>b b>a b>c c>d d>c', { a: 1, b: 1, c: 2, d: 2 }],
    ['a>a a>b', { a: 1 }],
    ['a>b b~a', {}],
  ])('%s', (text, numbers) => {
    const edges = arrows(text);
    expect(Object.fromEntries(cyclesOf(idsOf(edges), edges))).toEqual(numbers);
  });

  it('are shown whole along the shortest way', () => {
    expect(shortestCycle('a', arrows('a>b b>c c>d d>a a>c c>b'))).toEqual(['a', 'c', 'd']);
    expect(shortestCycle('a', arrows('a>a'))).toEqual(['a']);
    expect(shortestCycle('a', arrows('a>b b~a'))).toEqual([]);
  });
});

describe('the object that links two cycles', () => {
  it('lies on both, and they have nothing else in common', () => {
    expect(linksIn('a>b b>a a>c c>a')).toEqual(['a']);
  });

  it('or on none, and is the only way from the one to the other', () => {
    expect(linksIn('a>b b>a b>c c>d d>e e>d')).toEqual(['c']);
  });

  it('is none of a single cycle, nor of two that share more than one object', () => {
    expect(linksIn('a>b b>c c>a')).toEqual([]);
    expect(linksIn('a>b b>c c>a b>d d>a')).toEqual([]);
  });

  it('is none on a cycle that only leads to another', () => {
    expect(linksIn('a>b b>a b>c c>d d>c')).toEqual([]);
  });

  it('is none where there is another way', () => {
    expect(linksIn('a>b b>a b>c c>d d>e e>d a>f f>d')).toEqual([]);
  });

  it('is none between an end and a cycle, nor by a weak reference', () => {
    expect(linksIn('a>b b>c c>b')).toEqual([]);
    expect(linksIn('a>b b>a a~c c>a')).toEqual([]);
  });
});
