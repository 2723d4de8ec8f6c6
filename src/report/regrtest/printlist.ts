import { printable } from '../printable.js';

const WIDTH = 70;
const INDENT = 4;
const ROOM = WIDTH - INDENT;

const codePoints = (text: string): string[] => Array.from(text);
const lengthOf = (text: string): number => codePoints(text).length;

/** Sorts by code point; the default order of JavaScript compares UTF-16 units. */
export function byCodePoint(left: string, right: string): number {
  const a = codePoints(left);
  const b = codePoints(right);
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/*
 * Where a line may end, as Python's textwrap sees it: at blanks; after a hyphen that stands between letters
 * ("thread-lock"); and on both sides of a long dash.
 */
const AFTER_HYPHEN = /(?<=[\p{L}_]{2}-|[\p{L}_]-[\p{L}\p{N}_!"'&.,?]-)(?=[\p{L}_]-?[\p{L}_])/u;
const AROUND_DASH = /(?<=[\p{L}\p{N}_!"'&.,?])(?=-{2,}[\p{L}\p{N}_])|(?<=[\p{L}\p{N}_!"'&.,?]-{2,})(?=[\p{L}\p{N}_])/u;
const BREAKS = new RegExp(`${AFTER_HYPHEN.source}|${AROUND_DASH.source}`, 'u');

function chunksOf(word: string): string[] {
  return word.split(BREAKS).filter((chunk) => chunk !== '');
}

/** How much of a chunk that fits on no line goes on this one: up to its last hyphen, if there is one. */
function cutOf(chunk: string, room: number): number {
  const hyphen = codePoints(chunk).slice(0, room).lastIndexOf('-');
  return hyphen > 0 && !/^-*$/.test(chunk.slice(0, hyphen)) ? hyphen + 1 : room;
}

/** CPython 3.11 Lib/textwrap.py: TextWrapper._wrap_chunks() */
function wrap(text: string): string[] {
  const queue = text
    .split(/( +)/)
    .flatMap((piece) => (piece.startsWith(' ') ? [piece] : chunksOf(piece)))
    .filter((piece) => piece !== '');
  const lines: string[] = [];
  while (queue.length > 0) {
    if (queue[0]?.trim() === '' && lines.length > 0) queue.shift();
    const line = takeLine(queue);
    if (line !== '') lines.push(line);
  }
  return lines;
}

function takeLine(queue: string[]): string {
  let line = '';
  let room = ROOM;
  while (queue.length > 0 && lengthOf(queue[0] ?? '') <= room) {
    const chunk = queue.shift() ?? '';
    line += chunk;
    room -= lengthOf(chunk);
  }
  const next = queue[0];
  if (next !== undefined && lengthOf(next) > ROOM) {
    const cut = cutOf(next, room);
    // As in textwrap, a blank before a word that finds no room at all stays.
    if (cut === 0) return line;
    line += codePoints(next).slice(0, cut).join('');
    queue[0] = codePoints(next).slice(cut).join('');
  }
  return line.trimEnd();
}

/** CPython 3.11 Lib/test/libregrtest/utils.py: printlist(); ends with a newline. */
export function printlist(names: Iterable<string>): string {
  const sorted = [...names].sort(byCodePoint).map(printable);
  return wrap(sorted.join(' '))
    .map((line) => `${' '.repeat(INDENT)}${line}\n`)
    .join('');
}
