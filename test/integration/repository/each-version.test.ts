import { expect, onTestFinished, test } from "vitest";
import { SERVER_VERSIONS, startServerOfVersion } from "../../../scripts/bench/server-of-version.js";
import { f } from "../../../src/index.js";
import { openCache } from "../../helpers/cache.js";
import { openCollection } from "../../helpers/collection.js";

// The rest runs on one version here, and on every version in `npm run test:full`.
test.for(SERVER_VERSIONS)("a repository and a cache work on Redis %s", async (version, context) => {
  const redis = await startServerOfVersion(version).catch((error: Error) => error.message);
  if (typeof redis === "string") {
    console.warn(`Skipped: Redis ${version}.\n${redis}`);
    return context.skip(redis);
  }
  onTestFinished(() => redis.stop());

  const { docs } = await openCollection(redis.url, { dimension: 2 });
  const records = [1, 2, 3].map((n) => ({ id: `r${n}`, vector: [1, n], attributes: { n } }));
  expect(await docs.upsertMany(records)).toMatchObject({ failures: [] });
  await docs.upsert({ id: "r1", vector: [1, 0], attributes: { n: 7 } });
  const [hit] = await docs.search({ vector: [1, 0], filter: f.eq("n", 7) });
  expect(hit).toMatchObject({ id: "r1", attributes: { n: 7 } });
  expect(await docs.delete("r2")).toBe(1);
  expect(await docs.count()).toBe(2);

  const { cache, another } = await openCache(redis.url, { threshold: 0.85 });
  await cache.store({ prompt: "how do I reset the password of my account", response: "Use the link." });
  const found = await another().lookup({ prompt: "how do I reset the password of my account please" });
  expect(found).toMatchObject({ hit: true, tier: "semantic", response: "Use the link." });
});
