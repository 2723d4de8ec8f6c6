import type { Cause, SourcePlace } from '../../result.js';
import type { BodySource, Sources, TypeSource } from '../../sources.js';
import { describedBase, nameOfTypeObject, type OutsideOwner } from '../described.js';
import { withoutIndex } from '../roots.js';
import { type CauseContext, type NamedCause, plural } from './cause.js';

type Nobody = Extract<OutsideOwner, { kind: 'nobody' }>;

/** static-overwritten, lost-reference, not-released-in-dealloc: a reference without an owner, and how it came to be one. */
export function lost(context: CauseContext): NamedCause | null {
  const { owner, references, previous } = context.root;
  if (owner?.kind === 'nobody') return ofNobody(context, owner, references.length);
  return previous < 0 ? null : overwrittenByThisRun(context, previous);
}

/** The slot holds this run's object; that of the run before lost its owner when it was overwritten. */
function overwrittenByThisRun(context: CauseContext, previous: number): NamedCause | null {
  const { difference } = context;
  const { after, graph, afterOf } = difference;
  const now = afterOf[previous] as number;
  const fresh = new Set(difference.newReferences);
  for (const reference of graph.incoming(now)) {
    const of = after.references.owner[reference] as number;
    const owner = of < 0 ? after.outside[-1 - of] : undefined;
    if (owner?.kind === 'nobody' && fresh.has(reference)) return ofNobody(context, owner, 1);
  }
  return null;
}

function ofNobody(context: CauseContext, owner: Nobody, count: number): NamedCause | null {
  const { sources } = context.observation;
  switch (owner.reason) {
    case 'overwritten':
    case 'lost-local':
      return inCode(sources, owner, count);
    case 'not-released-in-dealloc':
      return inDealloc(context, owner);
    case 'freed-without-decref':
      return freedByCode(sources, owner) ?? freed(owner);
    default:
      return null;
  }
}

/** `static.ItimerError of _signal_exec in _signal`, `item 0 in f in mine`, `n of tp_finalize of mine.T in mine` */
const IN_CODE = /^(.+?) (?:of|in) ((?:tp_\w+ of )?\S+) in (\S+)$/;
/** Of an element: a number, or what the C source says. */
const INDEX = /\[[^\]]*\]/g;

function inCode(sources: Sources, owner: Nobody, count: number): NamedCause {
  const [, slotText, name, extension] = IN_CODE.exec(owner.owner) ?? [];
  const slot = slotText?.replace(INDEX, '[]') ?? null;
  const isStatic = owner.reason === 'overwritten' && slot?.startsWith('static.') === true;
  const kind: Cause = isStatic ? 'static-overwritten' : 'lost-reference';
  const body = name && extension ? bodyNamed(sources, extension, name, owner) : null;
  const where = name === undefined ? owner.owner : name.includes(' ') ? name : `${name}()`;
  const how = isStatic
    ? `${where} stores into ${slot} again and does not release what it held, which is lost in each run`
    : owner.reason === 'overwritten'
      ? `${where} overwrites ${slot} and does not release what it held`
      : `${where} takes ${plural(count, 'reference')}${slot === null ? '' : ` (${slot})`} and never releases ${count === 1 ? 'it' : 'them'}`;
  return {
    kind,
    subject: extension ?? owner.owner,
    slot,
    place: owner.place ?? body?.place ?? null,
    part: body?.part ?? null,
    sentence: how,
    object: null,
  };
}

/** What is left of `mine_exec` and `PyInit_mine` without the name. */
const INIT = /^(_exec|PyInit_)$/;

/** Body of a C function of an extension: of those with that name the one that has an operation at the place. */
export function bodyNamed(sources: Sources, extension: string, name: string, { place }: Nobody): BodySource | null {
  const code = sources.modules.find((each) => each.extension === extension)?.code ?? [];
  const isHere = (each: { place: SourcePlace | null }): boolean =>
    place !== null && each.place?.file === place.file && each.place?.line === place.line;
  const init = name === `${extension}_create` ? 'create' : INIT.test(name.replace(extension, '')) ? 'exec' : null;
  const slotBody = ofTypeSlot(sources, name);
  if (slotBody) return slotBody;
  const suffixes = [`functions.${name}.body`, `helpers.${name}.body`, `.methods.${name}.body`, `slots.${name}`];
  const bearing = code.filter(({ part }) => suffixes.some((end) => part.path.endsWith(end)) || part.path === init);
  const standsThere = ({ touches, calls }: BodySource): boolean => touches.some(isHere) || calls.some(isHere);
  // Bodies may share an operation, and so its place.
  return bearing.find(standsThere) ?? bearing[0] ?? code.find(standsThere) ?? null;
}

/** `tp_finalize of mine.T` */
function ofTypeSlot({ types, modules }: Sources, name: string): BodySource | null {
  const [, slot, typeName] = /^(tp_\w+) of (.+)$/.exec(name) ?? [];
  const type = types.find((each) => each.name === typeName);
  if (!type) return null;
  const path = `types.${type.key}.slots.${slot}`;
  const code = modules.find(({ extension }) => extension === type.extension)?.code ?? [];
  const bodies = [type.traverse, type.clear, type.dealloc, ...code];
  return bodies.find((body) => body?.part.path === path) ?? null;
}

/** `_thread.lock.ob_type`, `module.state.lock_type` */
function inDealloc(context: CauseContext, owner: Nobody): NamedCause | null {
  const { sources } = context.observation;
  if (owner.owner.startsWith('module.state.')) return inFree(sources, owner.owner.slice('module.'.length));
  const named = sources.types.find(({ name }) => owner.owner.startsWith(`${name}.`));
  const type = named ?? baseOfClass(context, owner.owner);
  if (!type) return null;
  const slot = named ? owner.owner.slice(named.name.length + 1) : lastField(owner.owner);
  const what = slot === 'ob_type' ? 'the reference to the type' : `self->${slot}`;
  const dealloc = type.dealloc?.name ?? 'the deallocation';
  const clear = slot === 'ob_type' ? null : clearInDealloc(type);
  const through = clear === null ? '' : `, through ${clear.name},`;
  return {
    kind: 'not-released-in-dealloc',
    subject: type.name,
    slot,
    place: (clear ?? type.dealloc)?.place ?? type.place,
    part: clear?.part ?? { extension: type.extension, path: `types.${type.key}.slots.tp_dealloc` },
    sentence: `${dealloc}${through} frees an instance of ${type.name} without releasing ${what}: that reference is lost in each run`,
    object: null,
  };
}

/** The tp_clear that tp_dealloc leaves the fields to; null: it releases them itself. */
function clearInDealloc({ dealloc, clear }: TypeSource): BodySource | null {
  return dealloc?.calls.some(({ api }) => api === 'tp_clear') ? clear : null;
}

function lastField(owner: string): string {
  return owner.slice(owner.lastIndexOf('.') + 1);
}

/** The field is one that a Python class, known by its name alone, has from a described type. */
function baseOfClass({ observation, difference }: CauseContext, owner: string): TypeSource | null {
  const name = owner.slice(0, owner.lastIndexOf('.'));
  const { graph, after } = difference;
  for (let object = 0; object < after.objects.count; object++) {
    if (nameOfTypeObject(after, object) !== name) continue;
    const type = describedBase(graph, observation.sources, object);
    if (type?.fields.includes(lastField(owner))) return type;
  }
  return null;
}

function inFree(sources: Sources, slot: string): NamedCause | null {
  const field = slot.slice('state.'.length);
  const modules = sources.modules.filter(
    ({ state, free }) => state.includes(field) && !free?.touches.some((touch) => touch.slot === slot),
  );
  const module = modules[0];
  if (module === undefined || modules.length > 1) return null;
  const why = module.free === null ? `${module.extension} has no m_free` : `m_free of ${module.extension} does not`;
  return {
    kind: 'not-released-in-dealloc',
    subject: module.extension,
    slot,
    place: module.free?.place ?? module.place,
    part: { extension: module.extension, path: 'slots.m_free' },
    sentence: `nothing releases ${slot} when the module goes: ${why}, and m_clear runs only from the collector: that reference is lost in each run`,
    object: null,
  };
}

/** `t[0] of free_table in tables`: memory of C code. */
function freedByCode(sources: Sources, owner: Nobody): NamedCause | null {
  const [, field, name, extension] = IN_CODE.exec(owner.owner) ?? [];
  if (field === undefined || name === undefined || extension === undefined) return null;
  const body = bodyNamed(sources, extension, name, owner);
  const slot = withoutIndex(field);
  return {
    kind: 'lost-reference',
    subject: extension,
    slot,
    place: body?.place ?? null,
    part: body?.part ?? null,
    sentence: `${name}() gives memory back while its ${slot} still holds a reference: that reference is lost in each run`,
    object: null,
  };
}

function freed(owner: Nobody): NamedCause {
  return {
    kind: 'lost-reference',
    subject: owner.owner.slice(0, owner.owner.lastIndexOf('.')),
    slot: lastField(owner.owner),
    place: owner.place,
    part: null,
    sentence: `the memory of the owner was freed while it still held ${owner.owner}: that reference is lost in each run`,
    object: null,
  };
}
