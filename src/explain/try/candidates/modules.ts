import type { World } from '../../../interp/world.js';
import type { Finding } from '../../result.js';
import { type Candidate, cause } from './candidate.js';

/** `interp->modules['_weakref']` */
const MODULE = /^interp->modules\['([^']+)'\]/;

/** A chain that begins at a module which each import makes anew: there would be one if it were initialised once. */
export function moduleCandidates({ kind, subject }: Finding, { extensions }: World): Candidate[] {
  const name = kind === 'growing-chain' ? MODULE.exec(subject)?.[1] : undefined;
  if (name === undefined || !Object.hasOwn(extensions, name) || extensions[name]?.init !== 'multi-phase') return [];
  const set = (path: string, value: unknown) => ({ edit: 'set', extension: name, path, value }) as const;
  return [cause(`single-phase initialisation of ${name}`, set('init', 'single-phase'), set('mSize', -1))];
}
