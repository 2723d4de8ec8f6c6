import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/explain/ledger/result.js';
import type { Explanation, Finding, Picture } from '../../src/explain/result.js';
import type { GcTrace } from '../../src/explain/trace/result.js';
import { explainText } from '../../src/report/explain/explain-text.js';
import { gcTraceText } from '../../src/report/explain/gc-trace-text.js';
import { graphText } from '../../src/report/explain/graph-text.js';
import { ledgerText } from '../../src/report/explain/ledger-text.js';
import { printablePicture } from '../../src/report/explain/printable-picture.js';

/** Clears a terminal, and breaks a line. */
const HOSTILE = 'type \u001b[2Jevil\nname';
const AMOUNT = { references: 1, blocks: 0 };

const finding: Finding = {
  kind: null,
  subject: HOSTILE,
  slot: HOSTILE,
  place: { file: HOSTILE, line: 1 },
  part: null,
  sentence: HOSTILE,
  ...AMOUNT,
  rootReferences: 1,
  root: HOSTILE,
  identity: 1,
  holders: [{ depth: 0, text: HOSTILE }],
  gc: {
    collector: HOSTILE,
    during: 'run',
    rows: [{ object: HOSTILE, refcnt: 1, inside: 0, rest: 1, owners: [HOSTILE] }],
  },
  picture: null,
};
const explanation: Explanation = {
  name: HOSTILE,
  repetition: 5,
  sum: { ...AMOUNT, referenceParts: [{ what: HOSTILE, count: 1 }], blockParts: [] },
  findings: [finding],
  shared: { references: 0, blocks: 0 },
  rest: { references: 0, blocks: 0 },
  fixes: [{ id: 1, verdict: 'harmful', title: HOSTILE, sumBefore: 3, sumAfter: 0, faults: [HOSTILE], edits: [] }],
};
const event = {
  run: 0,
  phase: 'run',
  collecting: false,
  interpreter: 0,
  place: { file: HOSTILE, line: 1 },
  caller: HOSTILE,
};
const ledger: Ledger = {
  object: HOSTILE,
  repetition: 5,
  increfs: 1,
  decrefs: 0,
  refcnt: 1,
  unmatched: [{ count: 1, incref: event, decref: null, owner: HOSTILE, visited: false }],
  matched: [],
  leftOut: 0,
};
const trace: GcTrace = {
  repetition: 5,
  collections: [],
  leftOut: 0,
  traces: [
    {
      number: 1,
      collector: HOSTILE,
      during: 'run',
      generation: 2,
      phases: [{ phase: 'subtract_refs', counts: [], types: [{ what: HOSTILE, count: 2 }] }],
      rows: finding.gc?.rows ?? [],
      others: [{ what: HOSTILE, count: 1 }],
    },
  ],
};
const picture: Picture = {
  nodes: [
    {
      id: 'o1',
      label: HOSTILE,
      shape: 'type',
      component: 1,
      alike: 1,
      link: false,
      count: 1,
      refcnt: 1,
      gcRefs: 1,
      unreachable: false,
      states: [],
      identity: 1,
    },
  ],
  edges: [{ from: 'o1', to: 'o1', label: HOSTILE, kind: 'visited', count: 1, cleared: false }],
  phases: [],
};

describe('names that a scenario chose', () => {
  it.each([
    ['an explanation', explainText(explanation)],
    ['a ledger', ledgerText(HOSTILE, ledger, true)],
    ['a traced collection', gcTraceText(HOSTILE, trace, true)],
    ['a graph', graphText(printablePicture(picture))],
  ])('do nothing to the terminal that shows %s', (_, text) => {
    expect(text).toContain('type \\x1b[2Jevil\\nname');
    expect(text).not.toContain('\u001b');
    expect(text).not.toMatch(/^name/m);
  });
});
