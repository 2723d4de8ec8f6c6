import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../src/explain/result.js';

const folder = fileURLToPath(new URL('../../docs/causes', import.meta.url));

describe('the pages of the causes', () => {
  it('are one for each cause, and no other', () => {
    const pages = readdirSync(folder).filter((name) => name !== 'README.md');
    expect(pages.sort()).toEqual(CAUSES.map((cause) => `${cause}.md`).sort());
  });

  it.each(CAUSES)('%s says what it is, when it is said, and how it is mended', (cause) => {
    const text = readFileSync(join(folder, `${cause}.md`), 'utf8');
    expect(text.startsWith(`# \`${cause}\`: `)).toBe(true);
    for (const part of ['**Said when**', '**Mend it:**', '**Example:**']) expect(text).toContain(part);
  });

  it('are all in the list', () => {
    const list = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const cause of CAUSES) expect(list).toContain(`(${cause}.md)`);
  });
});
