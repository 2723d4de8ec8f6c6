import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/explain/result.js';
import { explainHtml } from '../../src/report/explain-html.js';
import { explainShipped, PATIENCE } from '../support/explanations.js';
import { temporaryFolder } from '../support/refhunt.js';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];
const chromium = BROWSERS.find((name) => spawnSync(name, ['--version']).status === 0);
const LINE = 'test_threading leaked [56, 56, 56] references, sum=168';
const MARKUP = '<img src=x onerror=alert(1)>';

let explanation: Explanation;
beforeAll(async () => {
  const explained = await explainShipped('test_threading', 'gh-23811-proposed', { fixes: true });
  explanation = explained.explanation as Explanation;
}, PATIENCE);

describe('the page of an explanation', () => {
  it('is one file that asks for nothing from outside', async () => {
    const html = await explainHtml(explanation, LINE);
    expect(html).not.toMatch(/(?:src|href)="?(?:https?:)?\/\//);
    expect(html).not.toMatch(/@import|url\(/);
  });

  it('has the line, the cause, the picture, the table of the collector and the fixes', async () => {
    const html = await explainHtml(explanation, LINE);
    for (const part of [LINE, 'no-gc-support', '<svg', 'owner of the rest', 'What would fix it']) {
      expect(html).toContain(part);
    }
  });

  it('shows text of a scenario as text', async () => {
    const [first] = explanation.findings;
    const hostile = {
      ...explanation,
      name: MARKUP,
      findings: first ? [{ ...first, sentence: MARKUP, subject: MARKUP }] : [],
    };
    const html = await explainHtml(hostile, MARKUP);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
  });
});

describe(`the page in ${chromium ?? 'Chromium (not installed here: Debian calls it chromium)'}`, () => {
  it.runIf(chromium !== undefined)(
    'runs: objects can be reached with the keyboard, the phases can be stepped',
    async () => {
      const file = join(temporaryFolder(), 'leak.html');
      writeFileSync(file, await explainHtml(explanation, LINE));
      const args = ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', pathToFileURL(file).href];
      const { stdout } = spawnSync(chromium as string, args, { encoding: 'utf8', timeout: 60_000 });
      expect(stdout).toMatch(/<g id="node-o\d+"[^>]*tabindex="0"[^>]*role="button"/);
      expect(stdout).toMatch(/instance of _thread\.lock {2}\[not seen\]/);
      expect(stdout).toContain('<output>update_refs</output>');
    },
    90_000,
  );
});
