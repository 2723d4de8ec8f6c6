import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // Tests run the sources: the package's reference to itself must not lead to a (possibly stale) dist.
    alias: [{ find: /^refhunt\/scenario$/, replacement: here('./src/interp/scenario.ts') }],
  },
  test: {
    include: ['tests/**/*.test.ts'],
    pool: 'threads',
    maxWorkers: 2,
    // Tests that start the command wait for processes; on a busy machine those take their time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // .ci/run counts the tests from the JSON.
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'coverage/tests.json' }]] : ['default'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text', 'json-summary'],
    },
  },
});
