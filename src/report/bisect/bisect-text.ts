import type { BisectResult } from '../../bisect/result.js';
import { casesText } from './bisect-cases-text.js';
import { changesText } from './bisect-changes-text.js';
import { commitsText } from './bisect-commits-text.js';
import { historyText } from './bisect-history-text.js';
import type { PastedCommands } from './bisect-json.js';

/** A bisection for people; its last line can be pasted into a shell. */
export function bisectText(result: BisectResult, commands: PastedCommands, { all }: { readonly all: boolean }): string {
  return `${bodyText(result, all)}${commandText(commands)}`;
}

function bodyText(result: BisectResult, all: boolean): string {
  switch (result.mode) {
    case 'history':
      return historyText(result, { all });
    case 'changes':
      return changesText(result);
    case 'git':
      return commitsText(result);
    case 'cases':
      return casesText(result);
  }
}

function commandText({ shows, gone }: PastedCommands): string {
  if (shows === null) return '';
  if (gone === null) return `\nTo see the leak:\n${shows}\n`;
  if (gone === shows) return `\nTo see the leak come:\n${shows}\n`;
  return `\nTo see the leak, and to see it gone:\n${shows}; ${gone}\n`;
}
