import type { TestCounts } from "../../../scripts/checks/test-counts.js";
import { messageOf } from "../../../src/errors/index.js";
import { runVitest } from "../run-vitest.js";
import { openEngine } from "./engine.js";
import { provideRedisImage } from "./redis-image.js";

/** Runs the tests in test/docker on the engine that this machine has or can start. Without one it says why. */
export async function runDockerTests(): Promise<TestCounts> {
  let engine: Awaited<ReturnType<typeof openEngine>>;
  try {
    engine = await openEngine();
  } catch (error) {
    console.warn(`No tests with Docker: ${messageOf(error)}`);
    return { passed: 0, failed: 0, trouble: [] };
  }
  await using opened = engine;
  console.log(`Docker: ${opened.origin}`);
  console.log(`Image: ${await provideRedisImage(opened)}`);
  const compose = opened.compose === undefined ? {} : { OCTAVEC_COMPOSE: opened.compose };
  return await runVitest({ project: "docker", env: { ...opened.env, ...compose } });
}
