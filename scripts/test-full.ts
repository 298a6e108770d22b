/**
 * `npm run test:full [-- STEP …]`: what would take `npm test` too long, or needs what not every machine has. Where a
 * server, a binary, a registry or an engine cannot be had, its reason is printed in place of the tests. The last line
 * is "N passed, N failed".
 */
import { parseArgs } from "node:util";
import { messageOf } from "../src/errors/index.js";
import { runDockerTests } from "../test/helpers/docker/run-docker-tests.js";
import { NODE_VERSIONS, nodeOfVersion } from "../test/helpers/node-version.js";
import { runVitest } from "../test/helpers/run-vitest.js";
import type { TestCounts } from "./checks/test-counts.js";

/** Names of what runs on another version of Redis begin like this; the rest of those files ran in `npm test`. */
const ON_A_VERSION = "on Redis";

const STEPS: Readonly<Record<string, () => Promise<TestCounts[]>>> = {
  versions: async () => [await runVitest({ project: "versions", args: ["-t", ON_A_VERSION] })],
  soak: async () => [await runVitest({ project: "soak" })],
  // A real Prometheus sees each alert fire and clear, which takes two to three minutes.
  observability: async () => [await runVitest({ project: "observability" })],
  browser: async () => [await runVitest({ project: "browser" })],
  package: async () => [await runVitest({ project: "package" })],
  docker: async () => [await runDockerTests()],
  node: onFurtherNodes,
};

async function onFurtherNodes(): Promise<TestCounts[]> {
  const counts: TestCounts[] = [];
  for (const major of NODE_VERSIONS) {
    try {
      const node = await nodeOfVersion(major);
      console.log(`\n-- unit tests on Node ${major}`);
      counts.push(await runVitest({ project: "unit", name: `unit, Node ${major}`, node }));
      if (major !== "24") continue;
      console.log(`\n-- integration tests on Node ${major}`);
      counts.push(await runVitest({ project: "integration", name: `integration, Node ${major}`, node }));
    } catch (error) {
      console.warn(`No tests on Node ${major}: ${messageOf(error)}`);
    }
  }
  return counts;
}

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !(name in STEPS));
if (unknown.length > 0) {
  throw new Error(`expected names of steps (${Object.keys(STEPS).join(", ")}), got ${unknown.join(", ")}`);
}

const total: TestCounts = { passed: 0, failed: 0, trouble: [] };
for (const [name, step] of Object.entries(STEPS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`\n== test:full ${name}`);
  const startedAtMs = performance.now();
  for (const { passed, failed, trouble } of await step()) {
    total.passed += passed;
    total.failed += failed;
    total.trouble.push(...trouble);
  }
  console.log(`== test:full ${name}: ${((performance.now() - startedAtMs) / 1000).toFixed(0)} s`);
}
for (const line of total.trouble) console.log(line);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
