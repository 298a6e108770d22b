import { once } from "node:events";
import { connect } from "node:net";
import { expect, onTestFinished } from "vitest";
import { codeOf } from "../helpers/outcome.js";
import { faultTest } from "./fault-stage.js";

faultTest(
  "full",
  "a server with no room for connections serves those that are open, refuses others, and takes them when there is room",
  async (stage) => {
    const redis = await stage.startRedis();
    const proxy = await stage.startProxy(redis.port);
    const client = await stage.connect(proxy.url, { minConnections: 2, maxConnections: 2 });
    const docs = stage.docsOf(client);
    await stage.write(docs);
    await expect.poll(async () => (await client.health()).pool.open).toBe(2);
    const stranger = connect(redis.port, redis.host);
    onTestFinished(() => void stranger.destroy());
    // Its seat is taken when the server has answered, not when the system has connected it.
    stranger.write("PING\r\n");
    await once(stranger, "data");
    // The stranger holds the only seat; the client's connections were there before and may stay.
    await client.sendCommand(["CONFIG", "SET", "maxclients", "1"]);
    for (const outcome of await stage.mixedCalls(client, docs)) expect(outcome).toBe("resolved");
    expect(await codeOf(stage.connect(redis.url))).toMatch(/SERVER_BUSY|CONNECTION_FAILED/);

    proxy.resetAll();
    await expect.poll(() => stage.once(client), { timeout: 10_000 }).toBe("SERVER_BUSY");
    expect(await stage.write(docs)).not.toBe("resolved");
    stranger.destroy();
    await stage.recovered(() => stage.write(docs));
    await client.sendCommand(["CONFIG", "SET", "maxclients", "1000"]);
    await expect.poll(async () => (await client.health()).pool.open, { timeout: 5_000 }).toBe(2);
  },
);
