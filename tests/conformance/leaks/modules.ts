import type { ExtensionDescription } from '../../../src/interp/scenario.js';
import { addObjectModule } from '../extensions/addobject.js';
import { datumModule } from '../extensions/datum.js';
import { keeperModule } from '../extensions/keeper.js';
import { lockModule } from '../extensions/lock.js';
import { pathsModule } from '../extensions/paths.js';
import { slipsModule } from '../extensions/slips.js';
import { tablesModule } from '../extensions/tables.js';

/** A C module twice: as its source in tests/conformance/c with macros, and as its description. */
export interface CModule {
  readonly source: string;
  readonly macros: readonly string[];
  readonly describe: (name: string) => ExtensionDescription;
}

function module(source: string, describe: CModule['describe'], ...macros: string[]): CModule {
  return { source, macros, describe };
}

/** By the name under which the code of the cases imports them. */
export const C_MODULES: Readonly<Record<string, CModule>> = {
  lock_no_gc: module('lock.c', (name) => lockModule(name, 'no-gc'), 'NO_GC'),
  lock_blind: module('lock.c', (name) => lockModule(name, 'blind'), 'BLIND'),
  lock_visiting: module('lock.c', (name) => lockModule(name, 'visiting'), 'VISITING'),
  datum_missing: module('datum.c', (name) => datumModule(name, 'missing')),
  datum_nothing: module('datum.c', (name) => datumModule(name, 'nothing'), 'VISIT_NOTHING'),
  datum_fields: module('datum.c', (name) => datumModule(name, 'fields'), 'VISIT_FIELDS'),
  datum_type: module('datum.c', (name) => datumModule(name, 'type'), 'VISIT_TYPE'),
  datum_all: module('datum.c', (name) => datumModule(name, 'all'), 'VISIT_ALL'),
  addobject_extra: module('addobject.c', (name) => addObjectModule(name, true), 'EXTRA'),
  addobject_right: module('addobject.c', (name) => addObjectModule(name, false)),
  tables: module('tables.c', tablesModule),
  slips: module('slips.c', slipsModule),
  keeper: module('keeper.c', keeperModule),
  keeper_error: module('keeper.c', (name) => keeperModule(name, { errorStatic: true }), 'ERROR_STATIC'),
  paths: module('paths.c', (name) => pathsModule(name)),
  paths_adds_list: module('paths.c', (name) => pathsModule(name, 'adds-list'), 'ADDS_LIST'),
  paths_adds_type: module('paths.c', (name) => pathsModule(name, 'adds-type'), 'ADDS_TYPE'),
  paths_fails: module('paths.c', (name) => pathsModule(name, 'fails'), 'FAILS'),
  paths_fails_right: module('paths.c', (name) => pathsModule(name, 'fails-right'), 'FAILS_RIGHT'),
  keeper_resurrecting: module('keeper.c', (name) => keeperModule(name, { resurrects: true }), 'RESURRECT'),
};
