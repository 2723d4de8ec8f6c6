import { flatten } from '../../interp/extension/compile.js';
import type { ExtensionDescription } from '../../interp/extension/description.js';
import type { World } from '../../interp/world.js';
import type { SourcePlace } from '../result.js';
import { type CoreGc, coreGcOf, gcSupportOf, isStructSequence } from './gc-support.js';
import { withoutIgnored } from './ignore.js';
import { stateGaps, stateRows } from './module-audit.js';
import { processSlots } from './process-slots.js';
import type { AuditProblem, AuditResult, ExtensionAudit, Gap, OpaqueBody, TypeAudit } from './result.js';
import { type TypeSubject, typeFacts } from './type-facts.js';
import { typeGaps } from './type-gaps.js';

/** An extension to audit, and the test whose scenario describes it; null: it comes with the state. */
export interface AuditSubject {
  readonly extension: ExtensionDescription;
  readonly scenario: string | null;
}

export interface AuditRequest {
  /** Name of the state. */
  readonly state: string;
  /** Rules and finalization steps of the state. */
  readonly world: World;
  readonly subjects: readonly AuditSubject[];
  readonly problems: readonly AuditProblem[];
  /** Turns places as the engine saw them into those a reader knows. */
  readonly mapPlace: MapPlace;
}

/** Reads descriptions; nothing runs. */
export function audit({ state, world, subjects, problems, mapPlace }: AuditRequest): AuditResult {
  const placed = placedBy(mapPlace);
  const coreGc = coreGcOf(world);
  const audited = subjects.map((subject) => auditExtension(world, coreGc, subject));
  return {
    state,
    extensions: audited.map(({ extension: { types, ...extension } }) => ({
      ...placed(extension),
      types: types.map(placed),
    })),
    gaps: audited.flatMap(({ gaps }) => gaps.map(placed)),
    ignored: audited.flatMap(({ ignored }) => ignored.map(({ gap, reason }) => ({ gap: placed(gap), reason }))),
    idleIgnores: audited.flatMap(({ idle }) => idle.map(placed)),
    opaque: subjects.flatMap(({ extension }) => opaqueBodies(extension).map(placed)),
    problems,
  };
}

type MapPlace = (place: SourcePlace) => SourcePlace;

const placedBy =
  (mapPlace: MapPlace) =>
  <T extends { readonly place: SourcePlace | null }>(found: T): T => ({
    ...found,
    place: found.place && mapPlace(found.place),
  });

function auditExtension(world: World, coreGc: CoreGc, { extension, scenario }: AuditSubject) {
  const keys = Object.keys(extension.types).filter((key) => !isStructSequence(extension, key));
  const types = keys.map((key) => auditType(world, coreGc, extension, key));
  const state = stateRows(extension);
  const slots = processSlots(extension, world.steps);
  const found: Gap[] = [...types.flatMap(({ gaps }) => gaps), ...stateGaps(extension, state), ...slots.gaps];
  const audited: ExtensionAudit = {
    name: extension.name,
    scenario,
    init: extension.init,
    place: extension.at ?? null,
    types: types.map(({ type }) => type),
    state,
    statics: slots.statics,
    interpreter: slots.interpreter,
  };
  const judged = withoutIgnored(
    extension,
    found.map((gap) => ({ ...gap, scenario })),
  );
  return { extension: audited, ...judged };
}

function auditType(
  { rules }: World,
  coreGc: CoreGc,
  extension: ExtensionDescription,
  key: string,
): { type: TypeAudit; gaps: Gap[] } {
  const type = extension.types[key];
  if (type === undefined) throw new Error(`${extension.name} describes no type ${key}`);
  const support = gcSupportOf(extension, key, coreGc);
  const subject: TypeSubject = { extension, key, type, support, rules };
  const facts = typeFacts(subject);
  const { rows, untracksFirst } = facts;
  return {
    type: { name: type.name, storage: type.storage, gc: support.gc, place: type.at ?? null, rows, untracksFirst },
    gaps: typeGaps(subject, facts),
  };
}

function opaqueBodies(extension: ExtensionDescription): OpaqueBody[] {
  const slots = Object.values(extension.types).flatMap((type) =>
    (['tp_traverse', 'tp_clear', 'tp_dealloc', 'tp_finalize', 'tp_del'] as const).map((body) => ({
      subject: type.name,
      body,
      ops: type.slots[body],
    })),
  );
  const module = Object.entries(extension.slots).map(([body, ops]) => ({ subject: extension.name, body, ops }));
  const code = (['create', 'exec'] as const).map((body) => ({ subject: extension.name, body, ops: extension[body] }));
  const called = Object.entries({ ...extension.functions, ...extension.helpers });
  const functions = called.map(([name, { body }]) => ({ subject: extension.name, body: name, ops: body }));
  const methods = Object.values(extension.types).flatMap(({ name, methods: own }) =>
    Object.entries(own).map(([method, { body }]) => ({ subject: name, body: method, ops: body })),
  );
  return [...slots, ...module, ...code, ...functions, ...methods].flatMap(({ subject, body, ops }) =>
    // What a helper does that it calls is listed there.
    [...flatten(ops ?? [])].flatMap((op) =>
      op.op === 'escape' ? [{ extension: extension.name, subject, body, why: op.why, place: op.at ?? null }] : [],
    ),
  );
}
