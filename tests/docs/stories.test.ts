import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import history from '../../scenarios/history.js';
import { readCommandLine } from '../../src/cli/options/command-line.js';
import { readHuntOptions } from '../../src/cli/options/hunt-options.js';
import { hunt } from '../../src/explain/try/hunt.js';
import { resolveState } from '../../src/interp/history/resolve.js';
import type { Scenario } from '../../src/interp/scenario.js';
import { leakLine } from '../../src/report/regrtest/leak-line.js';
import { HUNT_3_3, PATIENCE, requestFor } from '../support/explanations.js';
import { refhunt } from '../support/refhunt.js';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const stories = readdirSync(join(DOCS, 'stories')).sort();
const pages = ['history.md', ...stories.map((page) => `stories/${page}`)];

interface Shown {
  readonly command: string;
  readonly output: readonly string[];
}

/** Each `$ COMMAND` of the console blocks, with the lines under it. */
function commandsOf(page: string): Shown[] {
  const text = readFileSync(join(DOCS, page), 'utf8');
  const blocks = [...text.matchAll(/```console\n([\s\S]*?)```/g)].map(([, body = '']) => body);
  return blocks.flatMap((body) =>
    body
      .split(/^\$ /m)
      .slice(1)
      .map((shown) => {
        const [command = '', ...output] = shown.trimEnd().split('\n');
        return { command, output };
      }),
  );
}

/** `refhunt -m 'a*' b` without its first word, and without the quotes of a shell. */
function wordsOf(command: string): string[] {
  return command
    .split(' ')
    .slice(1)
    .map((word) => word.replace(/^'(.*)'$/, '$1'));
}

const runs = new Map<string, Promise<string[]>>();

/** The leak lines of a hunt, run in this process, once for all pages. */
function huntOnce(command: string): Promise<string[]> {
  const run = runs.get(command) ?? leakLines(wordsOf(command));
  runs.set(command, run);
  return run;
}

async function leakLines(words: readonly string[]): Promise<string[]> {
  const { names, world, patterns, huntRefleak } = await readHuntOptions(readCommandLine(words), null);
  const [name = '', ...others] = names;
  expect([others, huntRefleak]).toEqual([[], { warmups: 3, runs: 3, filename: 'reflog.txt' }]);
  const { default: scenario } = (await import(`../../scenarios/${name}.ts`)) as { default: Scenario };
  const { world: state } = resolveState(history, { ...world, at: world.at ?? history.defaultState });
  const request = requestFor(name, scenario, state);
  const { result } = await hunt({ ...request, options: { ...HUNT_3_3, patterns } });
  expect(['PASSED', 'REFLEAK']).toContain(result.state);
  return result.leaks.map((leak) => leakLine(name, leak));
}

/** The lines, of which `...` stands for any number, in the text. */
function expectExcerpt(text: string, lines: readonly string[]): void {
  const found = text.split('\n').map((line) => line.trimEnd());
  let from = 0;
  for (const part of lines.join('\n').split(/^\.\.\.$/m)) {
    const wanted = part.split('\n').filter((line) => line !== '');
    if (wanted.length === 0) continue;
    const at = found.findIndex((line, index) => index >= from && line === wanted[0]);
    expect(found.slice(at, at + wanted.length)).toEqual(wanted);
    from = at + wanted.length;
  }
}

const isHunt = ({ command }: Shown): boolean => command.startsWith('refhunt -R 3:3 ');
const having = (fits: (shown: Shown) => boolean): string[] => pages.filter((page) => commandsOf(page).some(fits));

describe('docs', { timeout: PATIENCE }, () => {
  it.each(having(isHunt))('%s prints what its hunts print', async (page) => {
    const hunts = commandsOf(page).filter(isHunt);
    const got: Shown[] = [];
    for (const { command } of hunts) got.push({ command, output: await huntOnce(command) });
    expect(got).toEqual(hunts);
  });

  it.each(having((shown) => !isHunt(shown)))('%s shows of other commands what they print', async (page) => {
    for (const { command, output } of commandsOf(page).filter((shown) => !isHunt(shown))) {
      const { stdout, stderr } = await refhunt(wordsOf(command));
      expectExcerpt(`${stdout}${stderr}`, output);
    }
  });
});

describe('the pages of the stories', () => {
  it('are one for each story, and further leaks', () => {
    const names = ['README', 'abc', 'ast', 'further-leaks', 'gc', 'signal', 'thread', 'weakref'];
    expect(stories).toEqual(names.map((name) => `${name}.md`));
    for (const page of stories.filter((each) => each !== 'README.md')) {
      expect(commandsOf(`stories/${page}`).length).toBeGreaterThan(5);
    }
  });

  it('name changes that the history has', () => {
    const known = new Set(history.changes.flatMap(({ id, parts }) => [id, ...parts.map((part) => part.id)]));
    for (const page of pages) {
      const commits = readFileSync(join(DOCS, page), 'utf8').match(
        /\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{10}\b/g,
      );
      for (const commit of commits ?? []) expect([page, commit, known.has(commit)]).toEqual([page, commit, true]);
    }
  });
});
