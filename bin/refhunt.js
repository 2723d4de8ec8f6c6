#!/usr/bin/env node
let main;
try {
  ({ main } = await import('../dist/src/cli/main.js'));
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.url).endsWith('/dist/src/cli/main.js')) throw error;
  process.stderr.write('refhunt: dist/ is missing; compile refhunt first with "npm run build" in its folder\n');
  process.exit(70);
}
await main(process.argv);
