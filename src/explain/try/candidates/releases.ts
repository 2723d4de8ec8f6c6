import type { Op } from '../../../interp/extension/description.js';
import { isOwner } from '../../../interp/extension/lvalue.js';
import type { World } from '../../../interp/world.js';
import type { DescriptionPart, Finding, SourcePlace } from '../../result.js';
import { bodyAt, type Candidate, cause, replaceBody } from './candidate.js';

/** For references that nobody releases: a DECREF where one is missing, Py_XSETREF where something is overwritten. */
export function releaseCandidates(finding: Finding, world: World): Candidate[] {
  const { kind, part, slot } = finding;
  if (part === null || slot === null) return [];
  switch (kind) {
    case 'static-overwritten':
      return overwrittenCandidates(part, slot, world);
    case 'lost-reference':
      // Of an lvalue that owns what it holds, the old value was lost: a DECREF would be one of the new value.
      return isOwningLvalue(slot)
        ? overwrittenCandidates(part, slot, world)
        : lostCandidates(finding, part, slot, world);
    case 'not-released-in-dealloc':
      return deallocCandidates(finding, part, slot, world);
    case 'not-cleared':
      return [
        cause(
          `clear ${slot} in ${part.path.split('.').at(-1)} of ${finding.subject}`,
          appended(world, part, { op: 'clear', slot }),
        ),
      ];
    case 'stolen-twice':
      return [];
    default:
      return [];
  }
}

function appended(world: World, part: DescriptionPart, ...ops: readonly Op[]) {
  return replaceBody(part, [...bodyAt(world, part), ...ops]);
}

// -------------------------------------------------------------------- dealloc

function deallocCandidates(finding: Finding, part: DescriptionPart, slot: string, world: World): Candidate[] {
  if (part.path === 'slots.m_free') {
    return [cause(`clear ${slot} in m_free of ${finding.subject}`, appended(world, part, { op: 'clear', slot }))];
  }
  const what = slot === 'ob_type' ? 'Py_DECREF the type' : `Py_XDECREF ${slot}`;
  const op: Op = slot === 'ob_type' ? { op: 'decref', slot } : { op: 'xdecref', slot };
  return [cause(`${what} in tp_dealloc of ${finding.subject}`, appended(world, part, op))];
}

// ------------------------------------------------------- overwritten lvalues

const INDEX = /\[[^\]]*\]/g;

/** 'static.Handlers[local.i]' is an element of 'static.Handlers[]'. */
function isSlot(text: string, slot: string): boolean {
  return text.replace(INDEX, '[]') === slot;
}

function overwrittenCandidates(part: DescriptionPart, slot: string, world: World): Candidate[] {
  const body = bodyAt(world, part);
  const replaced = mapOps(body, (op) => xsetref(op, slot));
  const once = mapOps(body, (op) => onlyOnce(op, slot));
  const candidates = [cause(`Py_XSETREF ${slot} in ${part.extension}`, replaceBody(part, replaced))];
  if (!slot.includes('[')) {
    candidates.push(cause(`store into ${slot} only while it is NULL`, replaceBody(part, once)));
  }
  // What an arrow points from may not be there yet when the function begins.
  if (!slot.includes('[') && !slot.includes('->')) {
    const ops: Op[] = [{ op: 'clear', slot }];
    candidates.push(
      cause(`Py_CLEAR ${slot} first`, { edit: 'prepend', extension: part.extension, path: part.path, ops }),
    );
  }
  return candidates;
}

/** The operation releases the old value; `call` goes through a local. */
function xsetref(op: Op, slot: string): readonly Op[] {
  if (op.op === 'set' && isSlot(op.slot, slot) && op.how !== 'borrow') {
    return [{ op: 'xsetref', slot: op.slot, from: op.from, how: op.how, ...placed(op) }];
  }
  if (op.op === 'call' && op.into !== undefined && isSlot(op.into, slot)) {
    const local = 'local.replacement';
    return [
      { ...op, into: local },
      { op: 'xsetref', slot: op.into, from: local, how: 'steal', ...placed(op) },
    ];
  }
  return [op];
}

function onlyOnce(op: Op, slot: string): readonly Op[] {
  const into = op.op === 'set' ? op.slot : op.op === 'call' ? op.into : undefined;
  if (into === undefined || !isSlot(into, slot)) return [op];
  const then = [op];
  return [{ op: 'if', test: { isNull: into }, then, ...placed(op) }];
}

function placed(op: Op): { at?: SourcePlace } {
  return op.at === undefined ? {} : { at: op.at };
}

/** Rewrites a body from the inside out. */
export function mapOps(ops: readonly Op[], change: (op: Op) => readonly Op[]): Op[] {
  return ops.flatMap((op) => change(withInner(op, (inner) => mapOps(inner, change))));
}

function withInner(op: Op, map: (ops: readonly Op[]) => readonly Op[]): Op {
  if (op.op === 'if') {
    const then = map(op.then);
    return { ...op, then, ...(op.else && { else: map(op.else) }) };
  }
  if (op.op === 'for' || op.op === 'repeat') return { ...op, do: map(op.do) };
  if (op.op === 'call' && op.onError) return { ...op, onError: map(op.onError) };
  return op;
}

// ------------------------------------------------------------ lost references

const MOST_PLACES = 8;

/** A DECREF of the local, tried at each place where it could have been forgotten. */
function lostCandidates(finding: Finding, part: DescriptionPart, slot: string, world: World): Candidate[] {
  const body = bodyAt(world, part);
  const incref = /^Py_INCREF\((.+)\)$/.exec(slot)?.[1];
  const result = /^result of (.+)$/.exec(slot)?.[1];
  const candidates: Candidate[] = [];
  if (incref !== undefined) {
    const without = mapOps(body, (op) => (op.op === 'incref' && op.slot === incref && isAt(op, finding) ? [] : [op]));
    candidates.push(cause(`no Py_INCREF of ${incref} in ${nameOf(part)}`, replaceBody(part, without)));
  }
  const named = result === undefined ? body : nameResult(body, result, finding);
  const lvalue = incref ?? (result === undefined ? lvalueOf(slot) : 'local.result');
  for (const [position, changed] of insertions(named, lvalue).entries()) {
    if (position === MOST_PLACES) break;
    candidates.push(cause(`Py_XDECREF ${lvalue} ${changed.where} in ${nameOf(part)}`, replaceBody(part, changed.ops)));
  }
  return candidates;
}

function nameOf({ path }: DescriptionPart): string {
  return path.replace(/^(functions|helpers|types)\./, '').replace(/\.body$/, '');
}

/** A stray names a local without its space. */
function lvalueOf(slot: string): string {
  return /^(self|state|static|interp|arg|local)\./.test(slot) ? slot : `local.${slot}`;
}

/** No `Py_INCREF(self->x)` and no `result of PyList_New`. */
function isOwningLvalue(slot: string): boolean {
  return !/[( ]/.test(slot) && isOwner(lvalueOf(slot));
}

function isAt(op: Op, { place }: Finding): boolean {
  return place === null || op.at === undefined || op.at.line === place.line;
}

/** A result that went nowhere gets a local. */
function nameResult(body: readonly Op[], api: string, finding: Finding): Op[] {
  return mapOps(body, (op) =>
    op.op === 'call' && op.api === api && op.into === undefined && isAt(op, finding)
      ? [{ ...op, into: 'local.result' }]
      : [op],
  );
}

interface Insertion {
  readonly where: string;
  readonly ops: readonly Op[];
}

/** The body with one DECREF more: at the end of each list of operations that can see the local, before its returns. */
function insertions(body: readonly Op[], slot: string): Insertion[] {
  const release: Op = { op: 'xdecref', slot };
  const made: Insertion[] = [];
  const visit = (ops: readonly Op[], rebuild: (ops: readonly Op[]) => readonly Op[], known: boolean): void => {
    let seen = known;
    for (const [index, op] of ops.entries()) {
      const at = (inner: readonly Op[], key: 'then' | 'else' | 'do' | 'onError'): void =>
        visit(inner, (changed) => rebuild(ops.with(index, { ...op, [key]: changed } as Op)), seen);
      if (op.op === 'return' && seen) {
        made.push({
          where: `before the return${lineOf(op).replace(' line', ' of line')}`,
          ops: rebuild(ops.toSpliced(index, 0, release)),
        });
      }
      if (op.op === 'if') {
        at(op.then, 'then');
        if (op.else) at(op.else, 'else');
      } else if (op.op === 'for' || op.op === 'repeat') at(op.do, 'do');
      else if (op.op === 'call' && op.onError) at(op.onError, 'onError');
      if (owns(op, slot)) seen = true;
    }
    if (seen && ops.at(-1)?.op !== 'return')
      made.push({ where: `after${lineOf(ops.at(-1)) || ' the last operation'}`, ops: rebuild([...ops, release]) });
  };
  visit(body, (ops) => ops, false);
  return made;
}

function owns(op: Op, slot: string): boolean {
  if (op.op === 'call' || op.op === 'for') return op.into === slot;
  return (op.op === 'set' || op.op === 'incref') && op.slot === slot;
}

function lineOf(op: Op | undefined): string {
  return op?.at === undefined ? '' : ` line ${op.at.line}`;
}
