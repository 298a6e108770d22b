import { expect } from "vitest";
import { faultTest } from "./fault-stage.js";

faultTest(
  "frozen",
  "while a server hangs every call ends within its limit, and when it goes on the same client does",
  async (stage) => {
    const redis = await stage.startRedis();
    const client = await stage.connect(redis.url);
    const docs = stage.docsOf(client);
    for (let i = 0; i < 20; i++) expect(await stage.write(docs)).toBe("resolved");
    const { pid } = redis;

    await redis.pause();
    expect(await stage.once(client)).toBe("TIMEOUT");
    // Connections are given up meanwhile and opened in vain: three rounds are longer than every time limit together.
    for (let round = 0; round < 3; round++) {
      for (const outcome of await stage.mixedCalls(client, docs)) expect(outcome).not.toBe("resolved");
    }
    await redis.resume();
    await stage.recovered(() => stage.write(docs));
    expect(redis.pid).toBe(pid);
    for (const outcome of await stage.mixedCalls(client, docs)) expect(outcome).toBe("resolved");
  },
);

faultTest("frozen", "a hang that is shorter than the limits is only a delay", async (stage) => {
  const redis = await stage.startRedis();
  const client = await stage.connect(redis.url);
  const docs = stage.docsOf(client);
  await stage.write(docs);
  await redis.pause();
  // One that cannot wait; the others wait as long as it takes.
  expect(await stage.call(({ signal }) => client.sendCommand(["PING"], { signal, timeoutMs: 20 }))).toBe(
    "TIMEOUT",
  );
  const patient = Array.from({ length: 20 }, () =>
    stage.call(({ signal }) => docs.has("written-0", { signal, timeoutMs: 10_000 })),
  );
  await redis.resume();
  await stage.recovered(() => stage.ping(client));
  expect(new Set(await Promise.all(patient))).toEqual(new Set(["resolved"]));
});
