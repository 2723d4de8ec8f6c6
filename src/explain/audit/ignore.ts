import type { AuditIgnore, ExtensionDescription } from '../../interp/extension/description.js';
import type { SourcePlace } from '../result.js';
import { FAULT, type Gap, type IdleIgnore, type IgnoredGap } from './result.js';

export interface Judged {
  readonly gaps: readonly Gap[];
  readonly ignored: readonly IgnoredGap[];
  readonly idle: readonly IdleIgnore[];
}

/** One entry of an `auditIgnore` and what it is about. */
interface Entry {
  readonly ignore: AuditIgnore;
  readonly subject: string;
  readonly place: SourcePlace | null;
}

/** Takes out what the description says is no gap. An entry without a reason takes out nothing. */
export function withoutIgnored(extension: ExtensionDescription, found: readonly Gap[]): Judged {
  const entries = entriesOf(extension);
  const used = new Set<Entry>();
  const gaps: Gap[] = [];
  const ignored: IgnoredGap[] = [];
  for (const gap of found) {
    const entry = entries.find((each) => matches(each, gap));
    if (entry === undefined) gaps.push(gap);
    else {
      used.add(entry);
      ignored.push({ gap, reason: entry.ignore.reason });
    }
  }
  const idle = entries.filter((entry) => !used.has(entry)).map((entry) => idleOf(extension, entry));
  return { gaps, ignored, idle };
}

function entriesOf(extension: ExtensionDescription): Entry[] {
  const place = extension.at ?? null;
  const own = (extension.auditIgnore ?? []).map((ignore) => ({ ignore, subject: extension.name, place }));
  const types = Object.values(extension.types).flatMap(({ name, at, auditIgnore = [] }) =>
    auditIgnore.map((ignore) => ({ ignore, subject: name, place: at ?? place })),
  );
  return [...types, ...own];
}

function matches({ ignore, subject }: Entry, gap: Gap): boolean {
  if (ignore.reason.trim() === '' || subject !== gap.subject) return false;
  const kind = gap.kind ?? FAULT;
  return (ignore.slot ?? gap.slot) === gap.slot && (ignore.kind ?? kind) === kind;
}

function idleOf({ name }: ExtensionDescription, { ignore, subject, place }: Entry): IdleIgnore {
  return {
    extension: name,
    subject,
    slot: ignore.slot ?? null,
    kind: ignore.kind ?? null,
    reason: ignore.reason,
    place,
  };
}
