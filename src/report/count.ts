/** `1 block`, `2 blocks`. CPython 3.11 Lib/test/libregrtest/utils.py: count() */
export function count(n: number, word: string): string {
  return n === 1 ? `${n} ${word}` : `${n} ${word}s`;
}
