import { describe, expect, it } from 'vitest';
import {
  call,
  clear,
  type ExtensionDescription,
  extension,
  fn,
  type Op,
  returnNone,
  set,
  type World,
  when,
  xsetref,
} from '../../../src/interp/scenario.js';
import { auditOf, named, worldAt } from './audit-of.js';

const make = (slot: string): Op => call('PyDict_New', [], slot);

function gapsOf(description: Partial<ExtensionDescription>, world?: World): string[] {
  return named(auditOf([extension('m', { statics: ['x'], ...description })], world).gaps);
}

const OVERWRITTEN = ['static-overwritten m static.x'];
const SHARED = ['shared-across-interpreters m static.x'];

describe('a C static', () => {
  it('is overwritten where an exec slot assigns it unconditionally', () => {
    expect(gapsOf({ exec: [make('static.x')] })).toEqual(OVERWRITTEN);
    expect(gapsOf({ exec: [make('local.d'), set('static.x', 'local.d')] })).toEqual(OVERWRITTEN);
    expect(gapsOf({ exec: [when({ mainInterpreter: true }, [make('static.x')])] })).toEqual(OVERWRITTEN);
  });

  it('is not overwritten where it is NULL, cleared before, or replaced', () => {
    const safe: (readonly Op[])[] = [
      [when({ isNull: 'static.x' }, [make('static.x')])],
      [when({ notNull: 'static.x' }, [returnNone()]), make('static.x')],
      [when({ notNull: 'static.x' }, [], [make('static.x')])],
      [clear('static.x'), make('static.x')],
      [make('local.d'), xsetref('static.x', 'local.d')],
    ];
    for (const exec of safe) expect(gapsOf({ exec })).toEqual(SHARED);
    const helpers = { init: fn([], [make('static.x')]) };
    expect(gapsOf({ exec: [when({ isNull: 'static.x' }, [call('fn:init', [])])], helpers })).toEqual(SHARED);
    expect(gapsOf({ exec: [call('fn:init', [])], helpers })).toEqual(OVERWRITTEN);
    expect(gapsOf({ helpers })).toEqual(OVERWRITTEN);
  });

  it('is guarded by another one that the same code fills', () => {
    const fill = [make('static.x'), make('static.y')];
    const statics = ['x', 'y'];
    const kinds = (exec: readonly Op[]) => gapsOf({ statics, exec }).map((gap) => gap.split(' ')[0]);
    const shared = ['shared-across-interpreters', 'shared-across-interpreters'];
    expect(kinds([when({ isNull: 'static.y' }, fill)])).toEqual(shared);
    expect(kinds([when({ notNull: 'static.y' }, [returnNone()]), ...fill])).toEqual(shared);
    expect(kinds([when({ isNull: 'static.z' }, fill)])).toEqual(['static-overwritten', 'static-overwritten']);
  });

  it('of a module that a process initialises once may be assigned by the init function, not by others', () => {
    const once = { init: 'single-phase', mSize: -1 } as const;
    expect(gapsOf({ ...once, exec: [make('static.x')] })).toEqual([]);
    expect(gapsOf({ ...once, functions: { f: fn([], [make('static.x')]) } })).toEqual(OVERWRITTEN);
    expect(gapsOf({ init: 'single-phase', mSize: 0, exec: [make('static.x')] })).toEqual(OVERWRITTEN);
  });

  it('is not shared by interpreters if it holds what they share anyway', () => {
    expect(gapsOf({ exec: [xsetref('static.x', 'None', 'newref')] })).toEqual([]);
  });

  it('that is an array is one row', () => {
    const exec = [1, 2].map((index) => make(`static.x[${index}]`));
    const { gaps, extensions } = auditOf([
      extension('m', { statics: ['x[3]'], exec, slots: { m_free: [clear('static.x[1]')] } }),
    ]);
    expect(named(gaps)).toEqual(OVERWRITTEN);
    expect(extensions[0]?.statics).toEqual([
      { slot: 'x[3]', oldValue: 'lost', storedIn: ['m_exec'], clearedIn: ['m_free'] },
    ]);
  });
});

describe('a field of the interpreter struct', () => {
  const world = worldAt('3.11.2');
  const keeping = (field: string, steps: World['steps'], more: Partial<ExtensionDescription> = {}) =>
    gapsOf({ exec: [make(`interp.${field}`)], ...more }, { ...world, steps });
  const collect = { name: 'last', does: 'collect', on: 'all' } as const;
  const astFini = (on: 'all' | 'main') => ({ name: 'ast', does: 'ast-fini', on }) as const;

  it('is never released if no step clears it, or only one of the main interpreter', () => {
    expect(keeping('ast.x', [collect])).toEqual(['never-released m interp.ast.x']);
    expect(keeping('ast.x', [astFini('main'), collect])).toEqual(['never-released m interp.ast.x']);
    expect(keeping('warnings.x', [astFini('all'), collect])).toEqual(['never-released m interp.warnings.x']);
  });

  it('is released too late if no collection follows', () => {
    expect(keeping('ast.x', [collect, astFini('all')])).toEqual(['released-after-last-gc m interp.ast.x']);
    expect(keeping('ast.x', [astFini('all'), collect])).toEqual([]);
  });

  it('may be cleared by the extension itself', () => {
    expect(keeping('own.x', [collect], { slots: { m_free: [clear('interp.own.x')] } })).toEqual([]);
  });
});
