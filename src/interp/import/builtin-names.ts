/**
 * Extension modules that are linked into the interpreter, whatever the platform; others are loaded from files.
 * CPython 3.11 Modules/Setup.bootstrap.in, and the table of Modules/config.c.in.
 */
const BUILTIN_NAMES = new Set([
  '_abc',
  '_ast',
  '_codecs',
  '_collections',
  '_functools',
  '_imp',
  '_io',
  '_locale',
  '_operator',
  '_signal',
  '_sre',
  '_stat',
  '_string',
  '_symtable',
  '_thread',
  '_tracemalloc',
  '_warnings',
  '_weakref',
  'atexit',
  'builtins',
  'errno',
  'faulthandler',
  'gc',
  'itertools',
  'marshal',
  'posix',
  'pwd',
  'sys',
  'time',
]);

export function isBuiltinName(name: string): boolean {
  return BUILTIN_NAMES.has(name);
}
