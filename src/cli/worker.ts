// Entry point of a worker process; the parent starts it with `node`.
import { serve } from '../runner/worker.js';
import { captureConsole } from './capture-console.js';
import { tuneEngine } from './engine.js';

tuneEngine();
serve({ input: process.stdin, capture: captureConsole });
// The parent lets go of an idle worker: what a test left behind must not keep it alive.
process.stdin.once('end', () => process.exit());
