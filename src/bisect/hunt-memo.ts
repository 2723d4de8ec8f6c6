import type { Change } from '../interp/history/change.js';
import type { World } from '../interp/world.js';
import type { HuntAnswer, HuntQuestion } from './hunt-question.js';
import { keysOfEdit, type WorldKey, WorldReader } from './world-key.js';

/** What a question is asked of. */
export interface State {
  /** Ids of all that holds, in order. */
  readonly changes: readonly string[];
  readonly world: World;
  /** Changes that no history knows: they act on what the scenario describes, too, which the world does not show. */
  readonly foreign: readonly Change[];
  /** The changes are a choice, in which one may lack what it acts on. */
  readonly partial: boolean;
}

export interface Asked {
  readonly question: HuntQuestion;
  readonly state: State;
}

/** Answers, by what their hunts looked at: worlds that say the same of all of it have the same answer. */
export class HuntMemo {
  /** For each set of keys that some hunt looked at, the answers by what their worlds say under these keys. */
  readonly #byKeys = new Map<string, { keys: readonly WorldKey[]; answers: Map<string, HuntAnswer> }>();
  readonly #byChanges = new Map<string, HuntAnswer>();
  readonly #reader = new WorldReader();

  find(asked: Asked): HuntAnswer | undefined {
    const same = this.#byChanges.get(changesOf(asked));
    if (same !== undefined) return same;
    for (const { keys, answers } of this.#byKeys.values()) {
      const answer = answers.get(this.#signature(asked, keys));
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  /** Keys that are null: nobody knows what the hunt looked at. */
  keep(asked: Asked, consulted: readonly WorldKey[] | null, answer: HuntAnswer): void {
    this.#byChanges.set(changesOf(asked), answer);
    if (consulted === null) return;
    const keys = [...new Set(consulted)].sort();
    const name = keys.join('\n');
    const entry = this.#byKeys.get(name) ?? { keys, answers: new Map() };
    this.#byKeys.set(name, entry);
    entry.answers.set(this.#signature(asked, keys), answer);
  }

  /** Whether the two have the same answer if they look at what some hunt has looked at before. */
  maySame(one: Asked, other: Asked): boolean {
    if (changesOf(one) === changesOf(other)) return true;
    return [...this.#byKeys.values()].some(({ keys }) => this.#signature(one, keys) === this.#signature(other, keys));
  }

  #signature({ question, state }: Asked, keys: readonly WorldKey[]): string {
    const { world, foreign, partial } = state;
    const touching = foreign
      .flatMap(({ edits }) => edits)
      .filter((edit) => keysOfEdit(edit).some((key) => keys.includes(key)));
    const onTop = touching.length > 0 ? [this.#reader.text(touching), partial] : [];
    return JSON.stringify([wanted(question), keys.map((key) => this.#reader.answer(world, key)), onTop]);
  }
}

function changesOf({ question, state: { changes, world, partial } }: Asked): string {
  return JSON.stringify([wanted(question), changes, world.library?.date, partial]);
}

const wanted = ({ cases, identify }: HuntQuestion): unknown => [cases, identify === true];
