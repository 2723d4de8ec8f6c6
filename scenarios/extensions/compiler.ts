import { call, decref, extension, fn, ret } from 'refhunt/scenario';

const form = call('PyUnicode_InternFromString', [{ str: 'NFKC' }], 'local.form');
/** NOT-CPYTHON: unicodedata.normalize(form, id) is left out; an identifier comes back as it is. */
const normalized = [call('PyUnicode_FromString', [{ str: 'identifier' }], 'local.id2'), ret('local.id2')];

/** Python/ast.c as a module that a scenario can import: an identifier outside of ASCII is normalised. */
export const compiler = extension('ast.c', {
  init: 'single-phase',
  mSize: -1,
  functions: { new_identifier: fn([], [form, ...normalized]) },
});

/** 8d88e8c662 */
export const newIdentifierReleasing = [form, decref('local.form'), ...normalized];
