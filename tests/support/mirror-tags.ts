export interface MirrorTag {
  readonly file: string;
  readonly name: string;
}

const NAME = /([A-Za-z_][\w.]*)\(\)/g;
const TAG = /([A-Za-z][\w/.-]*\.(?:c|h|py)): ((?:[A-Za-z_][\w.]*\(\)(?:, and |, | and | or )?)+)/g;
/** Besides functions a tag may name a struct, or a constant, known by its last word in capitals. */
const WELL_FORMED =
  /^CPython 3\.\d+(?:\.\d+)? [A-Za-z][\w/.-]*\.(?:c|h|py): (?:[A-Za-z_][\w.]*\(\)|struct \w|\w*?[A-Z]{2,}\b)/;

/** The text of each comment of a file, without its frame of stars and slashes. */
export function commentsOf(text: string): string[] {
  const comments = text.match(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g) ?? [];
  return comments.map((comment) =>
    comment
      .replace(/^\/\*+|\*\/$|^\/\//g, '')
      .replace(/^[ \t]*\*(?!\/)/gm, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

/** Every function that the comments of a file say it mirrors: `FILE: function()`, and `FILE: one(), other()`. */
export function mirrorTagsOf(text: string): MirrorTag[] {
  return commentsOf(text).flatMap((comment) =>
    [...comment.matchAll(TAG)].flatMap(([, file = '', names = '']) =>
      [...names.matchAll(NAME)].map(([, name = '']) => ({ file, name })),
    ),
  );
}

/** Lines `FILE:function` and `FILE:Class.method`; a method may be named with its class or without. */
export function knownFunctions(list: string): ReadonlySet<string> {
  const lines = list.trim().split('\n');
  return new Set([...lines, ...lines.map((line) => line.replace(/:.*\.(\w+)$/, ':$1'))]);
}

/** One sentence for each tag that names no function of CPython, or that begins like a tag and is none. */
export function wrongTagsIn(path: string, text: string, known: ReadonlySet<string>): string[] {
  const unknown = mirrorTagsOf(text)
    .filter(({ file, name }) => !known.has(`${file}:${name}`))
    .map(({ file, name }) => `${path}: CPython has no ${name}() in ${file}`);
  const malformed = commentsOf(text)
    .filter((comment) => /^CPython 3\.\d/.test(comment) && /\.(?:c|h|py)\b/.test(comment) && !WELL_FORMED.test(comment))
    .map((comment) => `${path}: not of the form "CPython 3.x FILE: function()": ${comment}`);
  return [...unknown, ...malformed];
}
