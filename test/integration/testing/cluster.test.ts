import { describe, expect, test } from "vitest";
import { startRedisCluster8 } from "../../../src/testing/index.js";
import { ask } from "../../helpers/ask.js";
import { findLocalSource } from "../../helpers/local-source.js";
import { eventually, isRunning } from "../../helpers/processes.js";

const source = await findLocalSource();

/** Three keys, one in the slots of each of three masters (slots 3300, 7365 and 15495). */
const KEYS = ["{b}", "{c}", "{a}"];

describe.skipIf(source === undefined)("a cluster", () => {
  test("serves every slot, redirects to the master that has it, and is gone after stop", async () => {
    const cluster = await startRedisCluster8();
    const urls = cluster.nodes.map((node) => node.url);
    const [first = ""] = urls;
    const redirected = new Set<string>();
    for (const key of KEYS) {
      const answer = await ask(first, "VADD", key, "VALUES", "2", "1", "0", "a").catch(String);
      const target = /MOVED \d+ (\S+)$/.exec(answer)?.[1];
      const owner = target === undefined ? first : `redis://${target}`;
      expect(urls).toContain(owner);
      redirected.add(owner);
      if (target !== undefined) expect(await ask(owner, "VADD", key, "VALUES", "2", "1", "0", "a")).toBe("1");
      expect(await ask(owner, "VCARD", key)).toBe("1");
    }
    expect(redirected.size).toBe(3);
    const pids = cluster.nodes.map((node) => node.pid ?? 0);
    await cluster.stop();
    await cluster.stop();
    expect(await Promise.all(pids.map(isRunning))).toEqual([false, false, false]);
  });

  test("notices that a master is down and serves again after it was restarted", async () => {
    await using cluster = await startRedisCluster8({ args: ["--cluster-node-timeout", "500"] });
    const [first, second] = cluster.nodes;
    if (first === undefined || second === undefined) throw new Error("a cluster has nodes");
    const stateSeenByFirst = async () =>
      /cluster_state:(\w+)/.exec(await ask(first.url, "CLUSTER", "INFO"))?.[1];
    await second.kill();
    await eventually("the loss is noticed", async () => (await stateSeenByFirst()) === "fail");
    await second.restart();
    await eventually("the cluster is whole again", async () => (await stateSeenByFirst()) === "ok");
  });

  test("of fewer than three masters is refused", async () => {
    for (const masters of [2, 3.5, Number.NaN]) {
      await expect(startRedisCluster8({ masters })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    }
  });
});
