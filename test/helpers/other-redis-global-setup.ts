import { createRequire } from "node:module";
import type { TestProject } from "vitest/node";
import { startRedis8 } from "../../src/testing/index.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** A server of another version beside the shared one, or why there is none. */
    otherRedis: { readonly url: string; readonly version: string } | { readonly missing: string };
  }
}

const FILE = "@falkordblite/linux-x64/bin/redis-server";

/**
 * A second server of another version: 8.0.2 answers a search without attributes, 8.2.3 with them, and the library has to
 * do right by both. It ships inside a development package for Linux on x64; elsewhere the run says that it goes without.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  try {
    const redis = await startRedis8({ binary: createRequire(import.meta.url).resolve(FILE) });
    console.log(`Redis ${redis.version} at ${redis.host}:${redis.port} (for tests on a second version)`);
    project.provide("otherRedis", { url: redis.url, version: redis.version });
    return () => redis.stop();
  } catch (error) {
    const missing = error instanceof Error ? error.message.split("\n", 1)[0]! : String(error);
    console.warn(`No second Redis version: tests run on one only (${missing})`);
    project.provide("otherRedis", { missing });
    return undefined;
  }
}
