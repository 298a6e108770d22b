import { describe, expect, test } from "vitest";
import { startRedisSentinel8 } from "../../../src/testing/index.js";
import { ask, info } from "../../helpers/ask.js";
import { findLocalSource } from "../../helpers/local-source.js";
import { eventually, isRunning } from "../../helpers/processes.js";

const source = await findLocalSource();

describe.skipIf(source === undefined)("Sentinels", () => {
  test("promote the replica of a primary that was killed, and all are gone after stop", async () => {
    await using servers = await startRedisSentinel8({ sentinels: 1, downAfterMs: 300, name: "shop" });
    const { primary, sentinels } = servers;
    const [replica] = servers.replicas;
    expect(await info(sentinels[0]!.url, "sentinel", "master0")).toContain(
      `name=shop,status=ok,address=127.0.0.1:${primary.port}`,
    );
    expect(await ask(primary.url, "VADD", "k", "VALUES", "2", "1", "0", "a")).toBe("1");
    await primary.kill();
    await eventually(
      "the replica is promoted",
      async () => (await info(replica!.url, "replication", "role")) === "master",
    );
    const pids = [replica!, ...sentinels].map(({ pid }) => pid ?? 0);
    await servers.stop();
    await servers.stop();
    expect(await Promise.all(pids.map(isRunning))).toEqual([false, false]);
  });

  test("ask for a password where the servers want one, and survive their own restart", async () => {
    await using servers = await startRedisSentinel8({ sentinels: 1, args: ["--requirepass", "hush"] });
    const [sentinel] = servers.sentinels;
    await sentinel!.restart();
    await eventually("it watches again", async () =>
      (await info(sentinel!.url, "sentinel", "master0")).includes("status=ok"),
    );
  });

  test("in impossible numbers are refused", async () => {
    for (const options of [{ replicas: 0 }, { sentinels: 0 }, { downAfterMs: 0.5 }]) {
      await expect(startRedisSentinel8(options)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    }
  });
});
