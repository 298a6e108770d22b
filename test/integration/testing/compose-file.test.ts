import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { startRedis8 } from "../../../src/testing/index.js";
import { info } from "../../helpers/ask.js";

test("a server takes the arguments of the compose file and is set as its comments say", async () => {
  const compose = await readFile(new URL("../../../docker-compose.redis8.yml", import.meta.url), "utf8");
  const command = /^ {4}command:\n((?: {6}.*\n)+)/m.exec(compose)?.[1] ?? "";
  const words = [...command.matchAll(/^ {6}- (.*)$/gm)].map(([, word = ""]) =>
    word.replace(/^"(.*)"$/, "$1"),
  );
  expect(words[0]).toBe("redis-server");

  await using redis = await startRedis8({ args: words.slice(1) });
  expect(await info(redis.url, "persistence", "aof_enabled")).toBe("1");
  expect(await info(redis.url, "memory", "maxmemory")).toBe(String(1024 ** 3));
  expect(await info(redis.url, "memory", "maxmemory_policy")).toBe("noeviction");
});
