// Entry point of a process that hunts for a bisection; the parent starts it with `node`.
import { serveHunts } from '../bisect/serve.js';
import { tuneEngine } from './engine.js';

tuneEngine();
serveHunts(process);
