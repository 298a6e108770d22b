import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/**
 * Three projects: `unit` does no I/O, `integration` talks to a real Redis 8 that its global setup starts, `faults` breaks
 * servers of its own and prints what it measured.
 */
export default defineConfig({
  test: {
    // Left to itself it takes one worker less than there are cores, of which two leave one; and most tests wait for servers.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: "unit",
          root: import.meta.dirname,
          include: ["unit/**/*.test.ts"],
          testTimeout: 10_000,
          // Files share one set of loaded modules, which saves two thirds of the time. A test must therefore undo what it
          // does to anything that outlives it: fake timers, listeners of the process, environment variables, globals of
          // OpenTelemetry. Spies and stubbed globals are taken back here. Modules cannot be mocked (`vi.mock`).
          isolate: false,
          restoreMocks: true,
          unstubGlobals: true,
        },
      },
      {
        test: {
          name: "integration",
          root: import.meta.dirname,
          include: ["integration/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          globalSetup: `${import.meta.dirname}/helpers/redis-global-setup.ts`,
        },
      },
      {
        test: {
          name: "faults",
          root: import.meta.dirname,
          include: ["faults/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          globalSetup: `${import.meta.dirname}/faults/measures.ts`,
        },
      },
    ],
  },
});
