import { expect } from "vitest";
import { ask } from "../helpers/ask.js";
import { faultTest } from "./fault-stage.js";

faultTest(
  "loading",
  "callers of a server that still loads its data are told so, and served as soon as it has",
  async (stage) => {
    // A delay per loaded key stands in for more data.
    const redis = await stage.startRedis(
      ...["--enable-debug-command", "yes", "--key-load-delay", "1000"],
      ...["--loading-process-events-interval-bytes", "1024"],
    );
    const client = await stage.connect(redis.url);
    const docs = stage.docsOf(client);
    for (let i = 0; i < 50; i++) expect(await stage.write(docs)).toBe("resolved");
    await ask(redis.url, "DEBUG", "POPULATE", "2000");
    await ask(redis.url, "SAVE");
    await redis.kill();

    const restarting = redis.restart();
    await expect.poll(() => stage.once(client), { timeout: 10_000 }).toBe("SERVER_BUSY");
    await stage.mixedCalls(client, docs);
    await restarting;
    await stage.recovered(() => stage.write(docs));
    expect(await docs.count()).toBeGreaterThanOrEqual(51);
  },
);
