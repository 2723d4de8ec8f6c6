import type { AuditResult, ExtensionAudit, Gap } from '../../explain/audit/result.js';
import { SCHEMA_VERSION } from '../json.js';

/** What `refhunt audit --json` holds. */
export function auditJson(result: AuditResult, exitCode: number): object {
  const { state, extensions, gaps, ignored, idleIgnores, opaque, problems } = result;
  return {
    schemaVersion: SCHEMA_VERSION,
    state,
    exitCode,
    extensions: extensions.map(extensionJson),
    gaps: gaps.map(gapJson),
    ignored: ignored.map(({ gap, reason }) => ({ ...gapJson(gap), reason })),
    idleIgnores,
    opaque,
    problems,
  };
}

/** What asks no question is null. */
function cellJson<T extends object>(row: T): object {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === 'none' ? null : value]));
}

function extensionJson({ types, state, statics, ...rest }: ExtensionAudit): object {
  return {
    ...rest,
    types: types.map(({ rows, untracksFirst, ...type }) => ({
      ...type,
      untracksFirst: untracksFirst === 'none' ? null : untracksFirst,
      rows: rows.map(cellJson),
    })),
    state: state.map(cellJson),
    statics: statics.map(cellJson),
  };
}

function gapJson({ kind, extension, scenario, subject, slot, place, part, sentence, mend }: Gap): object {
  return { kind, extension, scenario, subject, slot, place, part, sentence, mend };
}
