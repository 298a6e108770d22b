import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const root = import.meta.dirname;
const oneServer = `${root}/helpers/redis-global-setup.ts`;
const packed = `${root}/helpers/packed.ts`;

/**
 * Files share one set of loaded modules, which saves two thirds of the time of unit tests. A test must therefore undo
 * what it does to anything that outlives it: clients, fake timers, listeners of the process, environment variables,
 * globals of OpenTelemetry, spies. Modules cannot be mocked (`vi.mock`).
 */
const SHARED_MODULES = { isolate: false };

/**
 * In CI a test with real servers has a second try, because it may share the machine with other work. Tests that needed it
 * are listed after the run, with their first failure. By hand there is one try.
 */
const retry = process.env.CI === undefined ? 0 : 1;

/** A folder of tests that talk to real servers, which may take a while. */
function project(
  name: string,
  include: readonly string[],
  globalSetup: string | string[],
  more: object = {},
) {
  const limits = { testTimeout: 60_000, hookTimeout: 60_000, retry };
  return {
    test: { name, root, include: [...include], globalSetup, ...limits, ...more },
  } satisfies TestProjectInlineConfiguration;
}

/** Files of integration tests with a suite that runs on each server. */
function onEachServer(): string[] {
  const files = readdirSync(join(root, "integration"), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => `integration/${file}`)
    .filter((file) => readFileSync(join(root, file), "utf8").includes("onEachServer("));
}

/** `npm test` runs the first three projects, `npm run test:full` the others. */
export default defineConfig({
  test: {
    // Left to itself it takes one worker less than there are cores, of which two leave one; and most tests wait for servers.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        // Does no I/O.
        test: {
          name: "unit",
          root,
          include: ["unit/**/*.test.ts"],
          testTimeout: 10_000,
          ...SHARED_MODULES,
          // Taken back after each test.
          restoreMocks: true,
          unstubGlobals: true,
        },
      },
      // Talks to a real Redis 8 that its setup starts.
      project("integration", ["integration/**/*.test.ts"], oneServer, SHARED_MODULES),
      // Breaks servers of its own and prints what it measured.
      project("faults", ["faults/**/*.test.ts"], `${root}/faults/measures.ts`),
      // Repeats on the other versions of Redis what `integration` runs on one.
      project("versions", onEachServer(), `${root}/helpers/other-versions-setup.ts`, SHARED_MODULES),
      // Much work by several processes, with failures in between.
      project("soak", ["soak/**/*.test.ts"], oneServer),
      // Runs the real Prometheus with the rules and dashboards of scripts/observability. Faults happen side by side.
      project(
        "observability",
        ["observability/**/*.test.ts"],
        [oneServer, `${root}/observability/programs-setup.ts`],
        { maxConcurrency: 20 },
      ),
      // Opens the dashboard in Chromium.
      project("browser", ["browser/**/*.test.ts"], [oneServer, `${root}/browser/chromium-setup.ts`]),
      // Uses the packed package as its users do: beside other packages, with other compilers and bundlers.
      project("package", ["package/**/*.test.ts"], packed),
      // Needs a Docker engine (`npm run test:docker`).
      project("docker", ["docker/**/*.test.ts"], packed),
    ],
  },
});
