import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it, onTestFinished, vi } from "vitest";
import { octavecMain } from "../../../src/cli/octavec-main.js";
import { CACHE_ID } from "../../helpers/gateway.js";
import { startOctavec } from "../../helpers/octavec-command.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const SETTLES = { timeout: 30_000, interval: 50 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "octavec-serve-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configOf = (namespace: string, keyVariable: string) => `
redis: ${inject("redisUrl")}
namespace: ${namespace}
listen: { host: 127.0.0.1, port: 0, adminPort: 0 }
embedder: { kind: none }
caches:
  - { id: ${CACHE_ID}, name: support, ttlMs: 3600000, strategies: [exact], keys: [{ env: ${keyVariable} }] }
proxy:
  cache: support
  upstreams:
    - { name: main, format: openai, baseUrl: http://127.0.0.1:9999/v1, models: ["*"] }
`;

it("octavec serve says where it listens, reads keys anew when told to, and lets requests end on SIGTERM", async () => {
  const file = join(folder, "octavec.yaml");
  const namespace = uniquePrefix("serve");
  writeFileSync(file, configOf(namespace, "FIRST_KEY"));
  const keys = { FIRST_KEY: "first-key", SECOND_KEY: "second-key" };
  const { child, events, ended, lines, errors } = startOctavec(["serve", "--config", file], keys);
  await vi.waitFor(() => expect(errors() + lines.join()).toMatch(/"event":"listening","port":\d+/), SETTLES);
  const { port } = events().find(({ event }) => event === "listening") ?? {};
  const search = (key: string) =>
    fetch(`http://127.0.0.1:${port}/v1/caches/${CACHE_ID}/entries/search`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: '{"prompt":"How do I pay?"}',
    }).then(({ status }) => status);
  expect(await search(keys.FIRST_KEY)).toBe(200);
  expect(await search(keys.SECOND_KEY)).toBe(401);

  writeFileSync(file, configOf(namespace, "SECOND_KEY"));
  child.kill("SIGHUP");
  await vi.waitFor(async () => expect(await search(keys.SECOND_KEY)).toBe(200), SETTLES);
  expect(await search(keys.FIRST_KEY)).toBe(401);

  // A file that does not fit changes nothing. Nobody sends a signal: the file is watched.
  writeFileSync(file, "caches: [{ nam: support }]");
  await vi.waitFor(() => expect(lines.join()).toContain("reload-failed"), SETTLES);
  expect(await search(keys.SECOND_KEY)).toBe(200);

  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(events().at(-1)).toMatchObject({ event: "closed" });
  const printed = lines.join() + errors();
  for (const secret of [...Object.values(keys), "How do I pay?"]) expect(printed).not.toContain(secret);
});

it("octavec config check names what is wrong with a file, and octavec serve refuses it", async () => {
  const printed = vi.spyOn(console, "log").mockReturnValue();
  const refused = vi.spyOn(console, "error").mockReturnValue();
  onTestFinished(() => void vi.restoreAllMocks());
  const run = (...args: string[]) => octavecMain(args, new AbortController().signal);
  const good = join(folder, "good.yaml");
  writeFileSync(good, configOf("good", "KEY_THAT_IS_NOT_SET"));
  expect(await run("config", "check", good)).toBe(0);
  expect(JSON.parse(printed.mock.calls[0]?.[0])).toMatchObject({ caches: 1, upstreams: 1 });

  const bad = join(folder, "bad.json");
  const keys = [{ env: "a secret" }];
  writeFileSync(bad, JSON.stringify({ caches: [{ name: "support", treshold: 0.5, keys }] }));
  for (const command of [
    ["config", "check", bad],
    ["serve", "--config", bad],
  ]) {
    refused.mockClear();
    expect(await run(...command)).toBe(1);
    const text = refused.mock.calls.join("\n");
    expect(text).toMatch(/^INVALID_OPTIONS: .*treshold/);
    expect(text).toContain("caches.0.keys.0.env: expected the name of an environment variable");
    expect(text).not.toContain("a secret");
  }

  refused.mockClear();
  expect(await run("serve", "--config", good)).toBe(1);
  expect(refused.mock.calls.join()).toContain(
    "caches.0.keys.0.env: the environment variable KEY_THAT_IS_NOT_SET is not set",
  );
});
