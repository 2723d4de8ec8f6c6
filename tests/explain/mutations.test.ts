import { describe, expect, it } from 'vitest';
import threading from '../../scenarios/test_threading.js';
import { explain } from '../../src/explain/explain.js';
import type { Finding } from '../../src/explain/result.js';
import { type HuntRequest, hunt, withEdits } from '../../src/explain/try/hunt.js';
import type { Op } from '../../src/interp/extension/description.js';
import type { Edit } from '../../src/interp/history/change.js';
import type { World } from '../../src/interp/world.js';
import { PATIENCE, requestFor, worldAt } from '../support/explanations.js';

/** One visit, clear or DECREF less. */
interface Mutation {
  readonly title: string;
  readonly extension: string;
  readonly path: string;
  readonly slot: string;
  readonly edit: Edit;
}

const REMOVED: ReadonlySet<Op['op']> = new Set(['visit', 'clear', 'decref', 'xdecref']);

function* bodiesOf(world: World): Generator<{ extension: string; path: string; ops: readonly Op[] }> {
  for (const name of ['_thread', '_abc']) {
    const extension = world.extensions[name];
    if (extension === undefined) continue;
    yield { extension: name, path: 'exec', ops: extension.exec };
    for (const [key, ops] of Object.entries(extension.slots)) yield { extension: name, path: `slots.${key}`, ops };
    for (const [key, { body }] of Object.entries(extension.functions)) {
      yield { extension: name, path: `functions.${key}.body`, ops: body };
    }
    for (const [key, { slots }] of Object.entries(extension.types)) {
      for (const slot of ['tp_traverse', 'tp_clear', 'tp_dealloc'] as const) {
        const ops = slots[slot];
        if (ops) yield { extension: name, path: `types.${key}.slots.${slot}`, ops };
      }
    }
  }
}

function mutationsOf(world: World): Mutation[] {
  return [...bodiesOf(world)].flatMap(({ extension, path, ops }) =>
    ops.flatMap((op, index) => {
      if (!REMOVED.has(op.op) || !('slot' in op) || op.slot === undefined) return [];
      const edit: Edit = { edit: 'ops', extension, path, replace: ops.toSpliced(index, 1) };
      return [{ title: `${extension} ${path}: no ${op.op} of ${op.slot}`, extension, path, slot: op.slot, edit }];
    }),
  );
}

/** The finding names the body that lost an operation, or the type whose body it is, and the slot. */
function names(finding: Finding, { extension, path, slot }: Mutation): boolean {
  const { part } = finding;
  if (part === null || part.extension !== extension) return false;
  const bare = (text: string | null): string => (text ?? '').replace(/^(self|local)\./, '');
  return (path === part.path || path.startsWith(`${part.path}.`)) && bare(finding.slot) === bare(slot);
}

async function judge(request: HuntRequest, mutation: Mutation): Promise<'silent' | 'named' | string> {
  const mutated = withEdits(request, [mutation.edit]);
  const { result } = await hunt(mutated);
  if (result.leaks.length === 0) return 'silent';
  const explanation = await explain(mutated, result, { mapPlace: (place) => place, fixes: false });
  const real = (explanation?.findings ?? []).filter(({ kind }) => kind !== 'harness-only');
  if (real.length > 0 && real.every((finding) => names(finding, mutation))) return 'named';
  return `${mutation.title}: ${real.map(({ kind, subject, slot }) => `${kind} ${subject} ${slot}`).join('; ')}`;
}

describe('each visit, clear and DECREF of _thread and _abc taken away in turn', () => {
  it('is named, and nothing else is, wherever it changes the printed line', { timeout: PATIENCE * 2 }, async () => {
    const world = worldAt('gh-23811');
    const request = requestFor('test_threading', threading, world);
    const verdicts: string[] = [];
    for (const mutation of mutationsOf(world)) verdicts.push(await judge(request, mutation));
    const noticed = verdicts.filter((verdict) => verdict !== 'silent');
    const wrong = noticed.filter((verdict) => verdict !== 'named');
    console.log(
      `mutations: ${verdicts.length}, change the line: ${noticed.length}, named: ${noticed.length - wrong.length}`,
    );
    expect(noticed.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});
