import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { connect } from "../../../src/index.js";

const ROOT = join(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "octavec-cache-demo-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("the demo of the cache answers labelled questions, writes its figures and leaves no entries on the server", async () => {
  const data = join(folder, "questions.json");
  // Several times as many questions as the demo asks at once, because concurrent questions cannot be hits of each other.
  const phrasings = (subject: string) =>
    ["how do I", "how can I", "how may I", "how could I", "how should I", "tell me how I"].flatMap(
      (start) => [`${start} ${subject}`, `please ${start} ${subject}`],
    );
  const subjects = ["cancel my order", "find the nearest bakery", "change the battery of a watch"];
  writeFileSync(
    data,
    JSON.stringify({
      train: subjects.flatMap((subject) => phrasings(subject).map((text) => [text, subject])),
    }),
  );
  const json = join(folder, "figures.json");
  const child = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      "scripts/demo/index.ts",
      "cache",
      "--data",
      data,
      "--questions",
      "30",
      "--json",
      json,
    ],
    {
      cwd: ROOT,
      env: { ...process.env, REDIS_URL: inject("redisUrl") },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  const [code] = await once(child, "close");
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(output).toMatch(/hits, semantic +\d/);
  expect(output).toMatch(/tokens saved +\d+ in, \d+ out/);
  expect(output).toContain("The whole explanation of");
  const figures = JSON.parse(readFileSync(json, "utf8"));
  expect(figures.questions).toBe(30);
  expect(figures.hitsByTier.semantic).toBeGreaterThan(0);
  expect(figures.wrongHits).toBe(0);
  const client = await connect({ url: inject("redisUrl") });
  // The keys of entries contain a generation number. Other keys, which live for a day, may remain.
  expect(await client.sendCommand(["KEYS", "{demo:questions:cache}:[0-9]*:*"])).toEqual([]);
  await client.close();
});
