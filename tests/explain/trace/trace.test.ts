import { describe, expect, it } from 'vitest';
import type { GcTrace } from '../../../src/explain/trace/result.js';
import { traceGc } from '../../../src/explain/trace/trace.js';
import { hunt } from '../../../src/explain/try/hunt.js';
import { defineScenario, type Scenario } from '../../../src/interp/scenario.js';
import { PATIENCE, requestFor, worldAt } from '../../support/explanations.js';

const ALL_ROWS = Number.POSITIVE_INFINITY;

async function traced(name: string, scenario: Scenario, at: string, number: number | null = null): Promise<GcTrace> {
  const request = requestFor(name, scenario, worldAt(at));
  const { result } = await hunt(request);
  const trace = await traceGc(request, result, { number, mostRows: ALL_ROWS });
  if ('problem' in trace) throw new Error(trace.problem);
  return trace;
}

async function shipped(name: string): Promise<Scenario> {
  return ((await import(`../../../scenarios/${name}.ts`)) as { default: Scenario }).default;
}

const countIn = ({ traces }: GcTrace, phase: string, what: string): number | undefined =>
  traces[0]?.phases.find((each) => each.phase === phase)?.counts.find((part) => part.what === what)?.count;

const multiple = (object: string): number => Number(/^(\d+) /.exec(object)?.[1] ?? 1);

describe('a traced collection', { timeout: PATIENCE }, () => {
  it.each([
    ['test_threading', 'gh-23811-proposed'],
    ['test_threading', '53e4c91725'],
    ['test_interpreters', '71d1bd9569'],
  ])('of %s at %s accounts for every reference: found from inside, or with its owner', async (name, at) => {
    const trace = await traced(name, await shipped(name), at);
    expect(trace.traces.length).toBeGreaterThan(0);
    for (const { rows, others, phases } of trace.traces) {
      for (const { refcnt, inside, rest, owners } of rows) {
        expect(inside + rest).toBe(refcnt);
        expect(owners).toHaveLength(rest);
      }
      expect(others).toEqual([]);
      const sum = rows.reduce((all, { object, rest }) => all + rest * multiple(object), 0);
      const subtracted = phases.find(({ phase }) => phase === 'subtract_refs')?.counts;
      expect(subtracted).toContainEqual({ what: 'rest', count: sum });
    }
  });

  it('is the last one of the interpreter that ended, and shows why the type was kept', async () => {
    const trace = await traced('test_threading', await shipped('test_threading'), 'gh-23811-proposed');
    expect(trace.traces.map(({ during }) => during)).toEqual(['gc-last']);
    const row = trace.traces[0]?.rows.find(({ object }) => object === 'type _thread.lock');
    expect(row).toMatchObject({ rest: 1, owners: ['instance of _thread.lock.__class__'] });
    const summary = trace.collections.find(({ number }) => number === trace.traces[0]?.number);
    expect(countIn(trace, 'update_refs', 'objects')).toBe(summary?.objects);
    expect(countIn(trace, 'move_unreachable', 'unreachable')).toBe(summary?.unreachable);
    expect(summary?.unreachable).toBeGreaterThan(0);
  });

  it('is the one whose number is given', async () => {
    const trace = await traced('test_threading', await shipped('test_threading'), 'gh-23811-proposed', 1);
    expect(trace.traces.map(({ number, during }) => [number, during])).toEqual([[1, 'gc-modules']]);
  });

  it('goes through all phases, and tells what each of them did', async () => {
    const scenario = defineScenario({
      cases: {
        'C.test_it': (t) => {
          const node = t.call(t.class('Node'));
          t.setattr(node, 'me', node);
          t.assign('w', t.weakref(node));
          t.release(node);
          t.gcCollect();
        },
      },
    });
    const { collections } = await traced('test_mine', scenario, '3.11.2');
    const found = collections.find(({ unreachable }) => unreachable > 0);
    const trace = await traced('test_mine', scenario, '3.11.2', found?.number ?? 0);
    expect(trace.traces[0]?.phases.map(({ phase }) => phase)).toEqual([
      'update_refs',
      'subtract_refs',
      'move_unreachable',
      'move_legacy_finalizers',
      'handle_weakrefs',
      'finalize_garbage',
      'handle_resurrected_objects',
      'delete_garbage',
    ]);
    expect(trace.traces[0]?.phases[2]?.types).toContainEqual({ what: 'Node', count: 1 });
    expect(countIn(trace, 'handle_weakrefs', 'weak references cleared')).toBeGreaterThan(0);
    expect(countIn(trace, 'delete_garbage', 'freed')).toBe(found?.freed);
  });

  it('where no interpreter ended, is the last one of all', async () => {
    const scenario = defineScenario({ cases: { 'C.test_it': (t) => void t.list([]) } });
    const { traces, collections } = await traced('test_mine', scenario, '3.11.2');
    expect(traces.map(({ number }) => number)).toEqual([collections.at(-1)?.number]);
  });

  it('that there is none of is one line', async () => {
    const request = requestFor('test_threading', await shipped('test_threading'), worldAt('gh-23811-proposed'));
    const { result } = await hunt(request);
    const trace = await traceGc(request, result, { number: 99, mostRows: ALL_ROWS });
    expect(trace).toEqual({ problem: expect.stringMatching(/^run 6 has \d+ collections$/) });
  });
});
