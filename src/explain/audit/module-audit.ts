import type { ExtensionDescription, Op } from '../../interp/extension/description.js';
import type { Cause } from '../result.js';
import { cellOf, clearedBy, isOpaque, visitsOf } from './bodies.js';
import type { Gap, StateRow } from './result.js';

type ModuleSlot = 'm_traverse' | 'm_clear' | 'm_free';

/** The fields of the module state against m_traverse, m_clear and m_free. */
export function stateRows(extension: ExtensionDescription): StateRow[] {
  const { m_traverse, m_clear, m_free } = extension.slots;
  const visits = visitsOf(m_traverse);
  const cleared = clearedBy(extension, m_clear);
  const freed = clearedBy(extension, m_free);
  return extension.state.map((slot) => ({
    slot,
    visited: cellOf(visits.has(slot), isOpaque(extension, m_traverse)),
    cleared: cellOf(cleared.has(slot), isOpaque(extension, m_clear)),
    freed: cellOf(freed.has(slot), isOpaque(extension, m_free)),
  }));
}

export function stateGaps(extension: ExtensionDescription, rows: readonly StateRow[]): Gap[] {
  return rows
    .flatMap((row) => [
      ...(row.visited === 'no' ? [notVisited(extension, row.slot)] : []),
      ...(row.visited !== 'no' && row.cleared === 'no' ? [notCleared(extension, row.slot)] : []),
      ...(row.freed === 'no' ? [notFreed(extension, row)] : []),
    ])
    .concat(visitedNotOwned(extension));
}

/** A static, which all modules of the definition would visit, or a field more than once. */
function visitedNotOwned(extension: ExtensionDescription): Gap[] {
  return [...visitsOf(extension.slots.m_traverse)].flatMap(([slot, count]) => {
    const owned = extension.state.includes(slot);
    if (owned && count < 2) return [];
    const name = owned ? `state.${slot}` : slot;
    const sentence = owned
      ? `visits ${name} ${count} times in m_traverse and owns it once`
      : `does not own what m_traverse visits: ${name} is no field of its state`;
    const mend = owned ? 'leave one Py_VISIT' : `take Py_VISIT(${name.replace(/^static\./, '')}) out of m_traverse`;
    return [{ ...gapOf(extension, 'm_traverse', 'visited-not-owned', slot, sentence, mend), slot: name }];
  });
}

function gapOf(
  extension: ExtensionDescription,
  body: ModuleSlot,
  kind: Cause,
  slot: string,
  sentence: string,
  mend: string,
): Gap {
  const ops: readonly Op[] = extension.slots[body] ?? [];
  return {
    kind,
    extension: extension.name,
    scenario: null,
    subject: extension.name,
    slot: `state.${slot}`,
    place: ops.find((op) => op.at !== undefined)?.at ?? extension.at ?? null,
    part: { extension: extension.name, path: `slots.${body}` },
    sentence: `${extension.name} ${sentence}`,
    mend,
  };
}

function notVisited(extension: ExtensionDescription, slot: string): Gap {
  const sentence = `keeps a reference in state.${slot} and ${lacking(extension, 'm_traverse', 'does not visit it')}`;
  return gapOf(
    extension,
    'm_traverse',
    'slot-not-visited',
    slot,
    sentence,
    `add Py_VISIT(state->${slot}) to m_traverse`,
  );
}

function notCleared(extension: ExtensionDescription, slot: string): Gap {
  const sentence = `visits state.${slot} and ${lacking(extension, 'm_clear', 'does not clear it')}: a cycle through it is found and may not be broken`;
  return gapOf(extension, 'm_clear', 'not-cleared', slot, sentence, `add Py_CLEAR(state->${slot}) to m_clear`);
}

/** m_clear runs only from the collector: a module whose count drops to zero is never cleared by it. */
function notFreed(extension: ExtensionDescription, { slot, cleared }: StateRow): Gap {
  const only = cleared === 'yes' ? ' (m_clear does, but runs only from the collector)' : '';
  const sentence = `keeps a reference in state.${slot} and ${lacking(extension, 'm_free', 'does not release it')}${only}`;
  const mend = `add Py_CLEAR(state->${slot}) to m_free`;
  return gapOf(extension, 'm_free', 'not-released-in-dealloc', slot, sentence, mend);
}

function lacking(extension: ExtensionDescription, body: ModuleSlot, otherwise: string): string {
  return extension.slots[body] ? `${body} ${otherwise}` : `has no ${body}`;
}
