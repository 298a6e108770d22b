import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { connect, type VectorClient } from "../../../src/index.js";

const ROOT = join(import.meta.dirname, "../../..");

/** Two folders of short pages on one subject each, so that it is clear which answer is right. */
const PAGES: Readonly<Record<string, string>> = {
  "kitchen/bread.md":
    "# Bread\n\nKnead flour, water, salt and yeast into a dough. Bake the bread in a hot oven until its crust is brown.",
  "kitchen/soup.md":
    "# Soup\n\nBoil carrots and potatoes in a big pot of water. Season the vegetable soup with pepper before it is served.",
  "garden/roses.md":
    "# Roses\n\nCut the roses back in early spring, before the buds open. The flowers of the bush need sun and moist soil.",
  "garden/tools.txt":
    "Keep the spade, the rake and the lawn mower in the shed. Oil the blades of all garden tools once a year.",
};

let client: VectorClient;
let folder: string;
beforeAll(async () => {
  client = await connect({ url: inject("redisUrl") });
  folder = mkdtempSync(join(tmpdir(), "octavec-demo-test-"));
  for (const [path, text] of Object.entries(PAGES)) {
    mkdirSync(join(folder, "pages", path, ".."), { recursive: true });
    writeFileSync(join(folder, "pages", path), text);
  }
});
afterAll(async () => {
  await client?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the demo as `npm run demo` does, with the shared server and its own cache folder. */
async function runDemo(...args: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/demo/index.ts", ...args], {
    cwd: ROOT,
    env: { ...process.env, REDIS_URL: inject("redisUrl"), XDG_CACHE_HOME: join(folder, "cache") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const [code] = await once(child, "close");
  return { code, output };
}

async function demoKeys(): Promise<unknown> {
  return client.sendCommand(["KEYS", "*octavec-demo*"]);
}

describe("the demo", () => {
  it("answers a question about a folder, writes the figures, shows changes and leaves nothing on the server", async () => {
    const json = join(folder, "figures.json");
    const question = "How do I bake bread?";
    const { code, output } = await runDemo(
      "--path",
      join(folder, "pages"),
      "--query",
      question,
      "--json",
      json,
    );
    expect(output).toContain("recall@10");
    expect(code).toBe(0);
    const { queries, ...figures } = JSON.parse(readFileSync(json, "utf8"));
    expect(queries).toHaveLength(1);
    expect(queries[0].query).toBe(question);
    expect(queries[0].hits[0]).toEqual({
      id: "kitchen/bread.md#1",
      source: "kitchen/bread.md",
      text: expect.stringContaining("Knead flour"),
      similarity: expect.any(Number),
    });
    expect(figures).toEqual({
      redisVersion: inject("redisVersion"),
      redisSource: "url",
      vectors: Object.keys(PAGES).length,
      dimension: 512,
      ingestPerSecond: expect.any(Number),
      searchP50Ms: expect.any(Number),
      searchP99Ms: expect.any(Number),
      recallAt10: 1,
      bytesPerVectorQ8: expect.any(Number),
      bytesPerVectorFloat32: expect.any(Number),
    });
    // The components alone take 512 and 2048 bytes. The graph adds the same to both.
    expect(figures.bytesPerVectorQ8).toBeGreaterThan(512);
    expect(figures.bytesPerVectorFloat32 - figures.bytesPerVectorQ8).toBeCloseTo(2048 - 512, -2);
    expect(output).toContain("[only package garden]");
    expect(output).toContain("Deleted kitchen/bread.md#1: 4 → 3 passages.");
    expect(await demoKeys()).toEqual([]);
  });

  it("reads the embeddings from the cache the second time, and keeps the collection with --keep", async () => {
    const { code, output } = await runDemo("--path", join(folder, "pages"), "--keep");
    expect(output).toContain("4 of 4 are in the cache");
    expect(output).toContain(`The server keeps running: ${inject("redisUrl")}`);
    expect(code).toBe(0);
    const keys = await demoKeys();
    expect(keys).toHaveLength(2);
    await client.sendCommand(["DEL", ...(keys as string[])]);
  });

  it("refuses folders that do not exist before it does anything", async () => {
    const absent = join(folder, "absent");
    const outcomes = await Promise.all([
      runDemo("--path", absent),
      runDemo("--json", join(absent, "x.json")),
    ]);
    expect(outcomes.map(({ code }) => code)).toEqual([1, 1]);
    expect(outcomes[0].output).toContain("absent is no folder");
    expect(outcomes[1].output).toContain("x.json does not exist");
    expect(outcomes.map(({ output }) => output).join()).not.toContain("Looking for a Redis");
  });
});
