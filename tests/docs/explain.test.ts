import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ledgerOf } from '../../src/explain/ledger/ledger.js';
import { traceGc } from '../../src/explain/trace/trace.js';
import { hunt } from '../../src/explain/try/hunt.js';
import { ledgerText } from '../../src/report/explain/ledger-text.js';
import { PATIENCE, requestFor, worldAt } from '../support/explanations.js';

const page = readFileSync(fileURLToPath(new URL('../../docs/explain.md', import.meta.url)), 'utf8');

async function threading() {
  const { default: scenario } = await import('../../scenarios/test_threading.js');
  const request = requestFor('test_threading', scenario, worldAt('gh-23811-proposed'));
  return { request, result: (await hunt(request)).result };
}

describe('docs/explain.md', { timeout: PATIENCE }, () => {
  it('shows lines that a ledger prints', async () => {
    const { request, result } = await threading();
    const ledger = await ledgerOf(request, result, '#1', { mapPlace: (place) => place });
    if ('problem' in ledger) throw new Error(ledger.problem);
    // Lines of an extension move, and where the package lies is nobody's business.
    const bare = (text: string): string => text.replace(/\S*(scenarios\/\S+):\d+/g, '$1');
    const printed = bare(ledgerText('test_threading', ledger, false)).split('\n');
    const block = /```\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect(block).toContain('INCREF');
    for (const line of bare(block).split('\n')) expect(printed).toContain(line);
  });

  it('names every phase of a collection, in their order', async () => {
    const { request, result } = await threading();
    const trace = await traceGc(request, result, { number: null, mostRows: 0 });
    if ('problem' in trace) throw new Error(trace.problem);
    const named = [...page.matchAll(/^\| (\w+) \|/gm)].map(([, phase]) => phase).filter((name) => name?.includes('_'));
    expect(named).toEqual(trace.traces[0]?.phases.map(({ phase }) => phase));
  });
});
