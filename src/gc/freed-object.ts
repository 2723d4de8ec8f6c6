import { type Place, placeText } from './stray.js';

/** What is remembered of an object that was freed, for the message of who uses it. */
export interface FreedObject {
  /** null: its type was deallocated too. */
  readonly typeName: string | null;
  readonly allocated: Place | null;
  readonly freed: Place | null;
}

/** `a freed list object (allocated at x.ts:3, freed at x.ts:7)` */
export function freedObjectText({ typeName, allocated, freed }: FreedObject): string {
  const history = [
    allocated === null ? '' : `allocated at ${placeText(allocated)}`,
    freed === null ? '' : `freed at ${placeText(freed)}`,
  ].filter((text) => text !== '');
  const object = typeName === null ? 'a freed object of a deallocated type' : `a freed ${typeName} object`;
  return history.length === 0 ? object : `${object} (${history.join(', ')})`;
}
