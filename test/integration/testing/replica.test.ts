import { describe, expect, test } from "vitest";
import { startRedis8 } from "../../../src/testing/index.js";
import { ask, info } from "../../helpers/ask.js";
import { findLocalSource } from "../../helpers/local-source.js";
import { eventually, isRunning } from "../../helpers/processes.js";

const source = await findLocalSource();

describe.skipIf(source === undefined)("a replica", () => {
  const options = source === undefined ? {} : { source };
  const addVector = (url: string, element: string) =>
    ask(url, "VADD", "things", "VALUES", "3", "1", "2", "3", element);

  test("has its primary's data when it is handed over, and follows what comes later", async () => {
    await using primary = await startRedis8(options);
    await addVector(primary.url, "before");
    const replica = await primary.startReplica();
    expect(await info(replica.url, "replication", "role")).toBe("slave");
    expect(await info(replica.url, "replication", "master_port")).toBe(String(primary.port));
    expect(await ask(replica.url, "VCARD", "things")).toBe("1");
    await addVector(primary.url, "after");
    await eventually("the replica has both", async () => (await ask(replica.url, "VCARD", "things")) === "2");
    await expect(addVector(replica.url, "no")).rejects.toThrow("READONLY");
  });

  test("logs in where the primary asks for a password, and takes arguments of its own", async () => {
    await using primary = await startRedis8({ ...options, args: ["--requirepass", "secret"] });
    const replica = await primary.startReplica({ args: ["--requirepass", "other", "--appendonly", "yes"] });
    expect(replica.url).toContain(":other@");
    expect(await info(replica.url, "persistence", "aof_enabled")).toBe("1");
    expect(await info(replica.url, "replication", "master_link_status")).toBe("up");
  });

  test("catches up by itself after it was killed and restarted", async () => {
    await using primary = await startRedis8(options);
    const replica = await primary.startReplica();
    await replica.kill();
    await addVector(primary.url, "meanwhile");
    await replica.restart();
    await eventually(
      "the replica caught up",
      async () => (await ask(replica.url, "VCARD", "things")) === "1",
    );
  });

  test("ends with its primary", async () => {
    const primary = await startRedis8(options);
    const [first, second] = [await primary.startReplica(), await primary.startReplica()];
    const pids = [primary.pid ?? 0, first.pid ?? 0, second.pid ?? 0];
    await primary.stop();
    expect(await Promise.all(pids.map(isRunning))).toEqual([false, false, false]);
  });
});
