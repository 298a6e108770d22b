import { describe, expect, test } from "vitest";
import { systemTiming } from "../../../src/async/index.js";
import type { Reply } from "../../../src/executor.js";
import { RediSearchSource } from "../../../src/migration/index.js";
import { RedisConnection } from "../../../src/migration/redisearch/redis-connection.js";
import { collect } from "../../helpers/collect.js";
import { ftInfoReply } from "../../helpers/ft-replies.js";
import { codeOf } from "../../helpers/outcome.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { withQueryEngine } from "../../helpers/with-query-engine.js";
import { blob, RediSearchStage } from "./redisearch-stage.js";

const stage = new RediSearchStage();

const atOnce = { ...systemTiming, delay: async () => undefined };

describe("a server in trouble", () => {
  test("the walk begins again after a restart, and every record comes", async () => {
    const own = await startedRedis("--appendonly", "yes");
    const connection = new RedisConnection({ url: own.url }, systemTiming);
    for (let index = 0; index < 120; index++) {
      await connection.send(["HSET", `${stage.prefix}${index}`, "vec", blob([1, 2, index + 1])]);
    }
    const executor = stage.serverWith(stage.indexOver("HASH"), connection);
    const source = new RediSearchSource({ executor, index: "articles", id: "suffix" });
    const seen: string[] = [];
    let restarted = false;
    for await (const { records } of source.pages({ pageSize: 10 })) {
      seen.push(...records.map(({ id }) => id));
      if (!restarted && seen.length > 40) {
        restarted = true;
        await own.restart();
        executor.asked.length = 0;
      }
    }
    expect(new Set(seen).size).toBe(120);
    const cursors = executor.asked.filter(([name]) => name === "SCAN").map(([, cursor]) => cursor);
    expect(cursors[1]).toBe("0");
    await connection.close();
  });

  test("a walk fails with a clear error if another server answers each step", async () => {
    let run = 0;
    const executor = withQueryEngine(stage.redis, ([name]): Reply | undefined => {
      if (name === "FT.INFO") return ftInfoReply(stage.indexOver("HASH"), 2);
      if (name === "SCAN") return ["7", [Buffer.from(`${stage.prefix}1`)]];
      if (name === "INFO") return `run_id:${run++}\r\n`;
      return undefined;
    });
    const source = new RediSearchSource({ executor, index: "articles" });
    await stage.write(`${stage.prefix}1`, { vec: blob([1, 2, 3]) });
    const walk = source.pages({ pageSize: 5 });
    await walk.next();
    expect(await codeOf(collect(walk))).toBe("UNSUPPORTED_SOURCE");
  });

  test("a closed port, a wrong password and a silent server are reported with the address and without the password", async () => {
    const own = await startedRedis("--requirepass", "secret");
    const { host } = new URL(own.url);
    const open = (url: string, more: object = {}) =>
      new RedisConnection({ url, maxRetries: 1, ...more }, atOnce).send(["PING"]);
    const wrong: unknown = await open(`redis://:open-sesame@${host}`).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: "NOT_AUTHORIZED", message: expect.stringContaining(host) });
    expect(String(wrong)).not.toContain("open-sesame");
    expect(await codeOf(open(`redis://${host}`))).toBe("NOT_AUTHORIZED");
    await own.pause();
    expect(await codeOf(open(own.url, { timeoutMs: 50, maxRetries: 0 }))).toBe("TIMEOUT");
    await own.resume();
    await own.kill();
    await expect(open(`redis://:open-sesame@${host}`)).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test("an abort rejects with the signal's reason, and the connection can be used again", async () => {
    const reason = new Error("enough");
    const executor = stage.serverWith(stage.indexOver("HASH"));
    const source = new RediSearchSource({ executor, index: "articles" });
    expect(await codeOf(source.describe({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    const stopping = new AbortController();
    const waiting = stage.redis.send(["BLPOP", `${stage.prefix}none`, "0"], { signal: stopping.signal });
    stopping.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(await stage.redis.send(["PING"])).toBe("PONG");
  });
});
