import { expect } from "vitest";
import { ask } from "../helpers/ask.js";
import { faultTest } from "./fault-stage.js";

const OLD = "the-old-one";
const NEW = "the-new-one";

faultTest(
  "password",
  "after the password was changed callers are told so long before their time is up, and served when it fits again",
  async (stage) => {
    const redis = await stage.startRedis();
    await ask(redis.url, "ACL", "SETUSER", "app", "on", `>${OLD}`, "~*", "&*", "+@all");
    const client = await stage.connect(redis.url, {
      ...{ username: "app", password: OLD },
      // None of it is used up: who waits is sent away by the first refusal. Longer than any call here may take.
      acquireTimeoutMs: 60_000,
    });
    const docs = stage.docsOf(client);
    await stage.write(docs);

    await ask(redis.url, "ACL", "SETUSER", "app", "resetpass", `>${NEW}`);
    // Open connections are not concerned.
    for (const outcome of await stage.mixedCalls(client, docs)) expect(outcome).toBe("resolved");
    await ask(redis.url, "CLIENT", "KILL", "USER", "app");
    await expect.poll(() => stage.once(client), { timeout: 10_000 }).toBe("NOT_AUTHORIZED");
    for (const outcome of await stage.mixedCalls(client, docs)) {
      expect(outcome).toMatch(/NOT_AUTHORIZED|CIRCUIT_OPEN/);
    }

    await ask(redis.url, "ACL", "SETUSER", "app", `>${OLD}`);
    await stage.recovered(() => stage.write(docs));
    for (const outcome of await stage.mixedCalls(client, docs)) expect(outcome).toBe("resolved");
  },
);
