import { resolve } from 'node:path';
import type { HuntFacts, Recorder } from '../report/hunt-record.js';
import { huntJson, jsonText } from '../report/json.js';
import { junitXml } from '../report/junit.js';
import { writeWholeFile } from '../report/whole-file.js';
import { EXIT_NOT_FOUND, EXIT_OK } from './exit-codes.js';
import type { HuntOptions } from './options/hunt-options.js';

/** Reports that are written when a run is over. */
export interface Reports {
  /** Text for stdout: the JSON, where it has no file. */
  readonly stdout: string;
  /** One line for each file that could not be written. */
  readonly problems: readonly string[];
  readonly exitCode: number;
}

/** Writes the files of --json=FILE and --junit-xml; each is there whole or not at all. */
export function writeReports(
  { json, junitXml: junit }: HuntOptions,
  facts: HuntFacts,
  recorder: Recorder,
  cwd: string | null,
  exitCode: number,
): Reports {
  if (json === null && junit === null) return { stdout: '', problems: [], exitCode };
  const record = recorder.record(facts);
  const data = json === null ? '' : jsonText(huntJson(record, exitCode));
  const problems = [
    ...(json === null || json === '' ? [] : write('--json', json, data, cwd)),
    ...(junit === null ? [] : write('--junit-xml', junit, junitXml(record), cwd)),
  ];
  const failed = problems.length > 0 && exitCode === EXIT_OK;
  return { stdout: json === '' ? data : '', problems, exitCode: failed ? EXIT_NOT_FOUND : exitCode };
}

function write(option: string, file: string, text: string, cwd: string | null): string[] {
  const problem = writeWholeFile(cwd === null ? file : resolve(cwd, file), text);
  return problem === null ? [] : [`refhunt: ${option} cannot be written: ${problem}`];
}
