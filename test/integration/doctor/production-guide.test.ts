import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { SemanticCache } from "../../../src/cache/index.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { openClient } from "../../helpers/collection.js";
import { octavecProgram } from "../../helpers/octavec-command.js";
import { startedRedis } from "../../helpers/started-redis.js";

const GUIDE = readFileSync(join(import.meta.dirname, "../../../src/doctor/production.md"), "utf8");
const COMMANDS = [...GUIDE.matchAll(/^npx octavec (.*)$/gm)].map(([, rest = ""]) => rest);

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "octavec-production-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs the guide's command that begins so, with this server, and with its files in this folder. */
async function runAsPrinted(start: string, url: string, folder: string) {
  const command = COMMANDS.find((text) => text.startsWith(start));
  if (command === undefined) return expect.fail(`the guide has no command ${start}`);
  const args = command
    .split(" ")
    .map((word) =>
      word === '"$REDIS_URL"' ? url : word.replace(/^\w+\.jsonl$/, (name) => join(folder, name)),
    );
  return octavecProgram(args).ended;
}

async function fill(url: string) {
  const client = await openClient(url);
  const notes = client.repository({ namespace: "shop", collection: "notes", dimension: 8 });
  await notes.upsertMany(
    Array.from({ length: 50 }, (_, at) => ({
      id: `n${at}`,
      vector: Array.from({ length: 8 }, (_, i) => Math.sin(at * 8 + i)),
      attributes: { at },
    })),
  );
  return { client, notes };
}

test("the exports of the guide, loaded as it says, give an empty server the same records", async () => {
  const [old, fresh, folder] = [await startedRedis(), await startedRedis(), temporaryFolder()];
  const { client, notes } = await fill(old.url);
  const embedder = createTestEmbedder({ dimension: 16 });
  await using cache = new SemanticCache({ client, namespace: "shop", tenant: "acme", embedder });
  await cache.store({ prompt: "When are you open?", response: "From 9 to 17." });
  expect(await runAsPrinted("export collection", old.url, folder)).toMatchObject({ code: 0, stderr: "" });
  expect(await runAsPrinted("export cache", old.url, folder)).toMatchObject({ code: 0, stderr: "" });
  expect(await runAsPrinted("migrate jsonl", fresh.url, folder)).toMatchObject({ code: 0 });
  const restored = (await openClient(fresh.url)).repository({
    ...{ namespace: "shop", collection: "notes", dimension: 8 },
  });
  expect(await restored.count()).toBe(50);
  expect((await restored.get("n7"))?.attributes).toEqual((await notes.get("n7"))?.attributes);
  expect(readFileSync(join(folder, "answers.jsonl"), "utf8")).toContain("From 9 to 17.");
});

test("a copied dump.rdb, loaded without a log that is then switched on, restores vectors and survives a restart", async () => {
  const [old, folder] = [await startedRedis(), temporaryFolder()];
  const { client, notes } = await fill(old.url);
  await client.sendCommand(["SAVE"]);
  const [, dir] = (await client.sendCommand(["CONFIG", "GET", "dir"])) as [string, string];
  const [, name] = (await client.sendCommand(["CONFIG", "GET", "dbfilename"])) as [string, string];
  copyFileSync(join(dir, name), join(folder, "dump.rdb"));

  const restored = await startedRedis("--dir", folder, "--appendonly", "no");
  const again = await openClient(restored.url);
  await again.sendCommand(["CONFIG", "SET", "appendonly", "yes"]);
  const copy = again.repository({ namespace: "shop", collection: "notes", dimension: 8 });
  const query = { vector: [1, 0, 0, 0, 0, 0, 0, 0], limit: 50, ef: 500 };
  const ids = (hits: readonly { id: string }[]) => hits.map(({ id }) => id);
  expect(ids(await copy.search(query))).toEqual(ids(await notes.search(query)));
  const checked = await runAsPrinted("doctor", restored.url, folder);
  expect(checked.stdout).not.toContain("no-persistence");
});
