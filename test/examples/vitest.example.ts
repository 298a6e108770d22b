// #region readme
import { connect, type VectorClient } from "octavec";
import { type RedisHandle, startRedis8 } from "octavec/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

let redis: RedisHandle;
let client: VectorClient;

beforeAll(async () => {
  redis = await startRedis8({ source: "testcontainers" });
  client = await connect({ url: redis.url });
}, 60_000);

afterAll(async () => {
  await client.close();
  await redis.stop();
});

test("an upsert replaces the vector and the attributes", async () => {
  const docs = client.repository({ namespace: "test", collection: "docs", dimension: 2 });
  await docs.upsert({ id: "a", vector: [1, 0], attributes: { version: 1 } });
  await docs.upsert({ id: "a", vector: [0, 1], attributes: { version: 2 } });
  const [hit] = await docs.search({ vector: [0, 1] });
  expect(hit).toMatchObject({ id: "a", attributes: { version: 2 } });
});

test("the client goes on after a restart of Redis", async () => {
  await redis.kill();
  await redis.restart();
  await expect.poll(() => client.health()).toMatchObject({ status: "up" });
});
// #endregion
