import { Command, Option } from 'commander';
import { COMMANDS, type CommandEntry } from '../commands.js';
import { EXIT_CODES_HELP } from '../exit-codes.js';
import type { CommandName } from './command-name.js';
import { OWN_OPTIONS } from './own-options.js';
import { REGRTEST_OPTIONS } from './regrtest-options.js';

const HUNT: CommandEntry = {
  summary: 'A reference-leak hunter: python -m test -R on a simulated CPython runtime.',
  usage: '[options] [tests...]',
  examples: [
    ['refhunt -R 3:3 test_threading', 'three warm-ups, three measured runs of one test'],
    ['refhunt -R 3:3', 'of every test in ./scenarios, or of the shipped ones'],
    ['refhunt -R 3:3 --at bpo-40077 test_threading', 'as CPython was after that change'],
    ["refhunt -R 3:3 -m 'test_threads_join*' --json=out.json test_threading", 'some cases, the results as data'],
    ['refhunt bisect -R 3:3 test_threading', 'which change brought the leak in'],
  ],
};

/** In two columns: what is typed, what it does. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

function commandList(): string {
  const rows = Object.entries(COMMANDS).filter(([, { load }]) => load !== undefined);
  if (rows.length === 0) return '';
  const list = columns(rows.map(([name, { summary }]) => [name, summary] as const));
  return `\nCommands, each with a --help of its own (a test of that name is ./NAME.ts):\n${list}\n`;
}

function exampleList(examples: CommandEntry['examples']): string {
  return `\nExamples:\n${examples.map(([line, what]) => `  ${line}\n      ${what}\n`).join('')}`;
}

const AND_THOSE_OF_A_HUNT = `
And the options of a hunt that say what runs, where and how: -R, -m, -i, -u, -j, --timeout, --testdir...
(refhunt --help).
`;

function addRegrtestOptions(program: Command): void {
  for (const { flags, takes, metavar, help, group, hidden } of REGRTEST_OPTIONS) {
    const option = new Option(`${flags.join(', ')}${takes === 'value' ? ` <${metavar}>` : ''}`, help).helpGroup(group);
    program.addOption(hidden ? option.hideHelp() : option);
  }
}

function addOwnOptions(program: Command, name: CommandName): void {
  for (const { flags, help, group, commands } of OWN_OPTIONS) {
    if (commands.includes(name)) program.addOption(new Option(flags, help).helpGroup(group));
  }
}

/** What `--help` prints for a hunt, or for a command. */
export function helpText(name: CommandName): string {
  const entry = name === 'hunt' ? HUNT : COMMANDS[name];
  const program = new Command(name === 'hunt' ? 'refhunt' : `refhunt ${name}`)
    .helpOption(false)
    .usage(entry.usage.replace(`${name} `, ''))
    .description(name === 'hunt' ? entry.summary : `${entry.summary[0]?.toUpperCase()}${entry.summary.slice(1)}.`)
    .configureOutput({ getOutHelpWidth: () => 100 });
  if (name === 'hunt') addRegrtestOptions(program);
  addOwnOptions(program, name);
  const tail = [
    name === 'hunt' ? commandList() : AND_THOSE_OF_A_HUNT,
    `\n${entry.exitCodes ?? EXIT_CODES_HELP}\n`,
    exampleList(entry.examples),
  ];
  return `${program.helpInformation()}${tail.join('')}`;
}
