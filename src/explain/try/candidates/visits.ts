import type { Op, TypeDescription } from '../../../interp/extension/description.js';
import type { Edit } from '../../../interp/history/change.js';
import type { World } from '../../../interp/world.js';
import type { Finding } from '../../result.js';
import { cPrefix } from '../../sources.js';
import { bodyAt, type Candidate, cause, replaceBody } from './candidate.js';

const KINDS = new Set(['no-gc-support', 'type-not-visited', 'slot-not-visited']);

/** For what the collector could not see: visit the type, visit the fields, give the type GC support at all. */
export function visitCandidates(finding: Finding, world: World): Candidate[] {
  const { kind, part, slot } = finding;
  if (kind === null || !KINDS.has(kind) || part === null) return [];
  if (part.path === 'slots.m_traverse' && slot !== null) {
    return [
      cause(
        `visit ${slot} in m_traverse of ${part.extension}`,
        replaceBody(part, [...bodyAt(world, part), visit(slot)]),
      ),
    ];
  }
  const key = part.path.split('.')[1] ?? '';
  const type = world.extensions[part.extension]?.types[key];
  return type ? ofType(part.extension, key, type) : [];
}

function visit(slot: string): Op {
  return { op: 'visit', slot };
}

function ofType(extension: string, key: string, type: TypeDescription): Candidate[] {
  const traversePart = { extension, path: `types.${key}.slots.tp_traverse` };
  const clearPart = { extension, path: `types.${key}.slots.tp_clear` };
  const haveGc = type.flags.includes('HAVE_GC');
  const flags: Edit[] = haveGc
    ? []
    : [{ edit: 'set', extension, path: `types.${key}.flags`, value: [...type.flags, 'HAVE_GC'] }];
  const { tp_traverse: traverse = [], tp_clear: clear } = type.slots;
  const seen = new Set(traverse.flatMap((op) => (op.op === 'visit' ? [op.slot.replace(/^self\./, '')] : [])));
  const missing = type.fields.filter((field) => !seen.has(field));
  const typeSeen = seen.has('ob_type');
  const fieldVisits = [...traverse, ...missing.map(visit)];
  const clears: Edit[] =
    clear || type.fields.length === 0
      ? []
      : [
          replaceBody(
            clearPart,
            type.fields.map((field): Op => ({ op: 'clear', slot: field })),
          ),
        ];
  const gcText = haveGc ? '' : `${type.name}: Py_TPFLAGS_HAVE_GC and `;
  const candidates: Candidate[] = [];
  const add = (title: string, ...edits: Edit[]): void => void candidates.push(cause(title, ...flags, ...edits));
  const name = `${cPrefix(key)}_traverse`;
  if (!typeSeen) {
    add(`${gcText}${name} visits the type`, replaceBody(traversePart, [visit('ob_type'), ...traverse]));
  }
  if (!typeSeen && missing.length > 0) {
    const all = `the type and ${missing.join(', ')}${clears.length > 0 ? ', with a tp_clear' : ''}`;
    add(`${gcText}${name} visits ${all}`, replaceBody(traversePart, [visit('ob_type'), ...fieldVisits]), ...clears);
  }
  for (const field of missing)
    add(`${gcText}${name} visits ${field}`, replaceBody(traversePart, [...traverse, visit(field)]));
  if (missing.length > 1 || (missing.length === 1 && !typeSeen)) {
    add(
      `${gcText}${name} visits ${missing.join(', ')}, not the type`,
      replaceBody(traversePart, fieldVisits),
      ...clears,
    );
  }
  if (!haveGc && traverse.length === 0) {
    add(`${gcText}an empty ${name}`, replaceBody(traversePart, []));
  }
  if (!typeSeen) {
    const rule: Edit = { edit: 'rule', rule: 'from-spec-wraps-traverse', on: true };
    candidates.push(cause('PyType_FromSpec() wraps every tp_traverse and visits the type itself', rule));
    if (!haveGc) {
      add(`${gcText}a PyType_FromSpec() that visits the type itself`, replaceBody(traversePart, fieldVisits), rule);
    }
  }
  return candidates;
}
