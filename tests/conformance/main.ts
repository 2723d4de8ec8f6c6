import { elementaryCases } from './elementary.js';
import { conformanceReport, judgeAll } from './table.js';

const judged = judgeAll(elementaryCases());
console.log(conformanceReport(judged));
process.exitCode = judged.every(({ verdict }) => verdict.agrees) ? 0 : 1;
