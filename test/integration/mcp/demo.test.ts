import { expect, it, vi } from "vitest";
import { mcpOverHttp } from "../../helpers/mcp-client.js";
import { startOctavec } from "../../helpers/octavec-command.js";

it("octavec serve --demo has the tools that read, without a key, for this machine", async () => {
  const { child, events, ended, errors } = startOctavec([
    "serve",
    "--demo",
    "--port",
    "0",
    "--admin-port",
    "0",
  ]);
  const listening = await vi.waitFor(
    () => {
      const event = events().find((one) => one.event === "listening");
      expect(event, errors()).toBeDefined();
      return event;
    },
    { timeout: 50_000, interval: 50 },
  );
  const url = `http://127.0.0.1:${listening?.port}`;
  const cache = `${url}/v1/caches/0123456789abcdef0123456789abcdef/entries`;
  const body = JSON.stringify({ prompt: "How do I reset my password?", response: "On the sign-in page." });
  expect((await fetch(cache, { method: "POST", body })).status).toBe(201);
  const tools = await mcpOverHttp(url);
  expect((await tools.tools()).map(({ annotations }) => annotations?.readOnlyHint)).not.toContain(false);
  const found = await tools.call("cache_lookup", { prompt: "How do I reset my password?" });
  expect(found.value).toMatchObject({ hit: true, response: "On the sign-in page." });
  expect((await tools.call("list_collections")).value).toMatchObject({ unreadable: [] });
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
});
