import { expect } from "vitest";
import { ask } from "../helpers/ask.js";
import { faultTest, vectorOf } from "./fault-stage.js";

faultTest(
  "failover",
  "when the primary dies and its address leads to a replica, reads go on, writes are refused until it is promoted, and nothing replicated is lost",
  async (stage) => {
    const primary = await stage.startRedis();
    const replica = await stage.startReplica(primary);
    const proxy = await stage.startProxy(primary.port);
    const client = await stage.connect(proxy.url);
    const docs = stage.docsOf(client);
    for (let i = 0; i < 50; i++) expect(await stage.write(docs)).toBe("resolved");
    await expect.poll(() => ask(replica.url, "VCARD", docs.key), { timeout: 10_000 }).toBe("50");

    await primary.kill();
    expect(await stage.write(docs)).toMatch(/^CONNECTION_|CIRCUIT_OPEN/);
    proxy.retarget(replica.port);
    await stage.recovered(() => stage.call((options) => docs.search({ vector: vectorOf(1), ...options })));
    await expect.poll(() => stage.once(client), { timeout: 10_000 }).toBe("READ_ONLY");
    await ask(replica.url, "REPLICAOF", "NO", "ONE");
    await stage.recovered(() => stage.write(docs));
    for (const outcome of await stage.mixedCalls(client, docs)) expect(outcome).toBe("resolved");
    expect(await docs.count()).toBeGreaterThanOrEqual(50);
  },
);

faultTest(
  "demoted",
  "a client does not stay with a primary that was made a replica: its next connections go where the address leads now",
  async (stage) => {
    // It used to: the old primary keeps its connections, refuses their writes, and nothing else ended them.
    const primary = await stage.startRedis();
    const replica = await stage.startReplica(primary);
    const proxy = await stage.startProxy(primary.port);
    const client = await stage.connect(proxy.url);
    const docs = stage.docsOf(client);
    for (let i = 0; i < 50; i++) expect(await stage.write(docs)).toBe("resolved");
    await expect.poll(() => ask(replica.url, "VCARD", docs.key), { timeout: 10_000 }).toBe("50");

    await ask(replica.url, "REPLICAOF", "NO", "ONE");
    proxy.retarget(replica.port);
    await ask(primary.url, "REPLICAOF", replica.host, String(replica.port));
    expect(["resolved", "READ_ONLY"]).toContain(await stage.once(client));
    await stage.recovered(() => stage.write(docs));
    for (const outcome of await stage.mixedCalls(client, docs)) expect(outcome).toBe("resolved");
    expect((await client.health()).role).toBe("master");
  },
);
