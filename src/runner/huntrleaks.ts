/** Values of -R: W warm-ups, N measured repetitions, and the file to which leaks are appended. */
export interface HuntRefleak {
  readonly warmups: number;
  readonly runs: number;
  readonly filename: string;
}

/** Why a value of -R is none: the wrong number of parts, or a part that Python's int() refuses. */
export type HuntrleaksProblem = 'parts' | 'int';

const DEFAULT_WARMUPS = 5;
const DEFAULT_RUNS = 4;
const DEFAULT_FILENAME = 'reflog.txt';

/** Value of a decimal digit of any script: the digits of a script stand in runs of ten. */
function digitValue(digit: string): number {
  let first = digit.codePointAt(0) ?? 0;
  const code = first;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return (code - first) % 10;
}

/** Python's int() of a string: blanks around, a sign, digits of any script, single underscores between digits. */
export function pythonBigInt(text: string): bigint | undefined {
  const match = /^([+-]?)(\p{Nd}(?:_?\p{Nd})*)$/u.exec(text.trim());
  if (match === null) return undefined;
  const digits = Array.from((match[2] ?? '').replaceAll('_', ''), digitValue).join('');
  return match[1] === '-' ? -BigInt(digits) : BigInt(digits);
}

export function pythonInt(text: string): number | undefined {
  const value = pythonBigInt(text);
  return value === undefined ? undefined : Number(value);
}

/** Python's float() of a string, as far as seconds are written: digits with single underscores, an exponent. */
export function pythonFloat(text: string): number | undefined {
  const digits = '\\d+(?:_\\d+)*';
  const number = new RegExp(`^[+-]?(?:${digits}\\.?(?:${digits})?|\\.${digits})(?:e[+-]?${digits})?$`, 'i');
  return number.test(text.trim()) ? Number(text.trim().replaceAll('_', '')) : undefined;
}

/** CPython 3.11 Lib/test/libregrtest/cmdline.py: huntrleaks() */
export function parseHuntrleaks(text: string): HuntRefleak | HuntrleaksProblem {
  const parts = text.split(':');
  if (parts.length !== 2 && parts.length !== 3) return 'parts';
  const [first = '', second = '', file = ''] = parts;
  const warmups = first === '' ? DEFAULT_WARMUPS : pythonInt(first);
  const runs = second === '' ? DEFAULT_RUNS : pythonInt(second);
  if (warmups === undefined || runs === undefined) return 'int';
  return { warmups, runs, filename: file === '' ? DEFAULT_FILENAME : file };
}
