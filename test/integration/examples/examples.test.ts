import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { createClient } from "@redis/client";
import { describe, expect, inject, type TestContext, test } from "vitest";
import { QdrantStandIn } from "../../helpers/qdrant-stand-in/index.js";
import { rediSearchStandIn } from "../../helpers/redisearch-stand-in.js";

const ROOT = join(import.meta.dirname, "../../..");
const FOLDER = join(ROOT, "test/examples");
/** Those of a Redis without a configuration, but the first one, which stand-ins read. */
const DATABASES = 15;
const PAGE_URL = "redis://localhost:6379";
const run = promisify(execFile);

/** An example that failed did not remove what it had written. Its second try would find that. */
async function emptyBeforeSecondTry(url: string, { task }: TestContext): Promise<void> {
  if ((task.result?.retryCount ?? 0) === 0) return;
  const client = createClient({ url });
  await client.connect();
  await client.flushDb();
  await client.close();
}

/** Lines of a comment right below a `console.log` are what the example says it prints. */
function promisedLines(source: string): string[] {
  const lines = source.split("\n").map((line) => line.trim());
  return lines.flatMap((line, index) => {
    if (!line.includes("console.log(")) return [];
    const following = lines.slice(index + 1);
    const end = following.findIndex((next) => !next.startsWith("// ") || next.startsWith("// #"));
    return following.slice(0, end).map((comment) => comment.slice("// ".length));
  });
}

/** Examples run side by side and use the same names, so each has a database of its own. */
function databaseOf(place: number): string {
  return `${inject("redisUrl")}/${1 + (place % DATABASES)}`;
}

/** Qdrant and the Query Engine are stand-ins here. */
async function serversFor(
  name: string,
  url: string,
  { onTestFinished }: TestContext,
): Promise<NodeJS.ProcessEnv> {
  if (name.startsWith("testing")) return { REDIS_URL: undefined };
  if (name.startsWith("from-qdrant")) {
    const qdrant = await QdrantStandIn.started();
    onTestFinished(() => qdrant.stop());
    return { REDIS_URL: url, QDRANT_URL: qdrant.url };
  }
  if (!name.startsWith("from-redisearch")) return { REDIS_URL: url };
  const stack = await rediSearchStandIn(url, {
    ...{ name: "articles", keyType: "HASH", prefixes: ["article:"], count: 200 },
    fields: [
      { path: "embedding", type: "VECTOR", vector: { type: "FLOAT32", dimension: 16, metric: "COSINE" } },
      { path: "lang", type: "TAG" },
      { path: "year", type: "NUMERIC" },
    ],
  });
  return { REDIS_URL: url, OLD_REDIS_URL: stack };
}

/** The program of an example. An example for the first page names its server in the text, so here the test's server is put there. */
function programOf(name: string, url: string): string {
  const program = join(inject("programs"), name.replace(/\.ts$/, ".js"));
  const text = readFileSync(program, "utf8");
  if (text.includes("REDIS_URL") || !text.includes(PAGE_URL)) return program;
  const adapted = program.replace(/\.js$/, ".adapted.js");
  writeFileSync(adapted, text.replaceAll(PAGE_URL, url));
  return adapted;
}

/** A test for Vitest: test/docker runs it in a project of its own. */
const NO_PROGRAM = "vitest.example.ts";

describe("the examples of the documentation", () => {
  const names = readdirSync(FOLDER).filter((file) => file.endsWith(".example.ts") && file !== NO_PROGRAM);
  for (const [place, name] of names.entries()) {
    test.concurrent(`${name} runs as a program of its own and prints what its comments say`, async (context) => {
      const url = databaseOf(place);
      await emptyBeforeSecondTry(url, context);
      const { stdout } = await run(process.execPath, [programOf(name, url)], {
        cwd: ROOT,
        env: { ...process.env, PORT: "0", ...(await serversFor(name, url, context)) },
        timeout: 50_000,
      });
      const promised = promisedLines(readFileSync(join(FOLDER, name), "utf8"));
      expect(promised.length).toBeGreaterThan(0);
      expect(stdout.trimEnd().split("\n")).toEqual(promised);
    });
  }
});
