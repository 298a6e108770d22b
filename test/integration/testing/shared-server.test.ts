import { expect, inject, test } from "vitest";
import { askRedis } from "../../../src/testing/ask-redis.js";
import { parseRedisUrl } from "../../../src/testing/redis-address.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

test("the server that the whole run shares takes vectors and finds them again", async () => {
  const key = `${uniquePrefix("shared server")}:v`;
  const [added, found, gone] = await askRedis(
    parseRedisUrl(inject("redisUrl")),
    [
      ["VADD", key, "VALUES", "2", "1", "0.5", "a"],
      ["VCARD", key],
      ["DEL", key],
    ],
    2_000,
  );
  expect([added?.text, found?.text, gone?.text]).toEqual(["1", "1", "1"]);
});

test("the run knows which version it tests and where the server came from", () => {
  expect(inject("redisVersion")).toMatch(/^([89]|\d\d)\.\d+\.\d+$/);
  expect(["url", "path", "testcontainers", "debian"]).toContain(inject("redisSource"));
});
