import { describe, expect, it } from 'vitest';
import type { Explanation, Finding, Picture, PictureNode } from '../../../src/explain/result.js';
import { explainShipped, PATIENCE } from '../../support/explanations.js';

async function findingsOf(test: string, at: string): Promise<readonly Finding[]> {
  const { explanation } = await explainShipped(test, at, { brief: true });
  return (explanation as Explanation).findings;
}

async function pictureOf(test: string, at: string, kind: string): Promise<Picture> {
  const found = (await findingsOf(test, at)).find((finding) => finding.kind === kind);
  return found?.picture as Picture;
}

function labelled({ nodes }: Picture, label: string): PictureNode[] {
  return nodes.filter((node) => node.label === label);
}

/** `owner slot -> target`, of what leads to the node. */
function leadsTo({ nodes, edges }: Picture, label: string): string[] {
  const labels = new Map(nodes.map((node) => [node.id, node.label]));
  return edges
    .filter(({ to }) => labels.get(to) === label)
    .map(({ from, label: slot, count }) => `${labels.get(from)} ${slot} x${count}`);
}

describe('the picture of what a root holds', () => {
  it('has the lost object, though the collector knows nothing of it', { timeout: PATIENCE }, async () => {
    const picture = await pictureOf('test_importlib', '8d88e8c662^', 'lost-reference');
    const [root] = picture.nodes.filter(({ shape }) => shape === 'root');
    expect(root?.label).toMatch(/^nobody \(form of new_identifier/);
    expect(leadsTo(picture, 'str "NFKC"')).toEqual([`${root?.label}  x20`]);
  });

  it('begins at the root of a growing chain and reaches the object of the run before', {
    timeout: PATIENCE,
  }, async () => {
    const picture = await pictureOf('test_importlib', '8334f30a74', 'growing-chain');
    expect(picture.nodes[0]).toMatchObject({ label: 'interp->modules', shape: 'root' });
    expect(labelled(picture, 'module _weakref').length).toBeGreaterThanOrEqual(2);
    expect(leadsTo(picture, 'module _weakref')).toContain('dict ["_weakref"] x1');
  });

  it('draws the root, a whole cycle and the kinds of many objects within its bounds', {
    timeout: PATIENCE,
  }, async () => {
    const picture = await pictureOf('test_ast', '5cf4782a26', 'never-released');
    expect(picture.nodes.length).toBeLessThanOrEqual(40);
    expect(picture.nodes[0]).toMatchObject({ label: 'interp->ast', shape: 'root' });
    const held = picture.edges.filter(({ from }) => from === picture.nodes[0]?.id);
    expect(held.reduce((sum, { count }) => sum + count, 0)).toBe(213);
    expect(held.every(({ kind }) => kind === 'hidden')).toBe(true);
    expect(leadsTo(picture, 'type ast.AST')).toContain('tuple [0] x1');
    expect(labelled(picture, 'type ast.AST')[0]?.component).not.toBeNull();
  });

  it('folds cycles that are alike, with the same around them', { timeout: PATIENCE }, async () => {
    const findings = await findingsOf('test_interpreters', '71d1bd9569');
    const picture = findings.find(({ slot }) => slot === 'static.ItimerError')?.picture as Picture;
    const types = labelled(picture, 'type ItimerError');
    expect(types.map(({ count, alike }) => [count, alike])).toContainEqual([1, 1]);
    expect(types).toHaveLength(2);
    for (const { count, alike } of types) expect(count).toBe(alike);
    const held = picture.edges.filter(({ kind, from }) => kind === 'hidden' && from.startsWith('r '));
    expect(held.map(({ count }) => count).sort()).toEqual(types.map(({ count }) => count).sort());
  });
});

describe('the picture of an island', () => {
  it('marks what links two cycles, and nothing on a single one', { timeout: PATIENCE }, async () => {
    const picture = await pictureOf('test_threading', 'gh-23811-proposed', 'no-gc-support');
    expect(picture.nodes.filter(({ link }) => link).map(({ label }) => label)).toEqual(['instance of _thread.lock']);
    expect(new Set(picture.nodes.flatMap(({ component }) => component ?? [])).size).toBe(2);
  });
});
