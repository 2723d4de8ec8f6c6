import { elementaryCases } from './elementary.js';
import { leakCases } from './leaks/cases.js';
import { conformanceReport, judgeAll } from './table.js';

const judged = judgeAll([...elementaryCases(), ...leakCases()]);
console.log(conformanceReport(judged));
process.exitCode = judged.every(({ verdict }) => verdict.agrees) ? 0 : 1;
