import { afterAll, beforeAll, expect, it } from "vitest";
import { type RedisHandle, startRedis8 } from "../../../src/testing/index.js";
import { ask } from "../../helpers/ask.js";
import { CacheCaller } from "../../helpers/cache-callers.js";
import { eventually } from "../../helpers/processes.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const namespace = uniquePrefix("flight");
const LEASE_MS = 400;
let redis: RedisHandle;
let url = "";
let callers: CacheCaller[] = [];

// A server of their own: who else looked things up there would be counted too.
beforeAll(async () => {
  redis = await startRedis8({ args: ["--databases", "16"] });
  url = redis.url;
  callers = await Promise.all(
    ["a", "b", "c", "d"].map((name) => CacheCaller.start(url, namespace, name, LEASE_MS)),
  );
});
afterAll(async () => {
  for (const caller of callers) caller.kill();
  await redis.stop();
});

async function produced(prompt: string): Promise<number> {
  return Number(await ask(url, "GET", `${namespace}:calls:${prompt}`));
}

function open(gate: string): Promise<string> {
  return ask(url, "SET", `${namespace}:${gate}`, "open");
}

/** Until `waiting` of these processes have looked for the leader's answer several times from now on. */
async function untilTheyWait(names: string, waiting: number, looks = 3): Promise<void> {
  const counts = async () =>
    Promise.all([...names].map(async (name) => Number(await ask(url, "GET", `${namespace}:looks:${name}`))));
  const before = await counts();
  await eventually(`${waiting} processes look for the answer`, async () => {
    const now = await counts();
    return now.filter((count, index) => count >= before[index]! + looks).length >= waiting;
  });
}

it("200 callers in 4 processes who ask the same at the same time share one call of one producer", async () => {
  const prompt = "how do I reset my password";
  const answers = callers.map((caller) => caller.wrap({ prompt, calls: 50, gate: "first" }));
  await untilTheyWait("abcd", 3);
  expect(await produced(prompt)).toBe(1);
  await open("first");
  const given = (await Promise.all(answers)).flat();
  expect(await produced(prompt)).toBe(1);
  expect(given).toHaveLength(200);
  expect(new Set(given.map(({ response }) => response)).size).toBe(1);
  expect(given.filter(({ shared }) => shared === true)).toHaveLength(199);
});

it("a lease is renewed for as long as the producer takes", async () => {
  const prompt = "how long do I have to wait";
  const [a, b] = callers;
  const first = a?.wrap({ prompt, gate: "patience" });
  await eventually("the leader is at work", async () => (await produced(prompt)) === 1);
  const second = b?.wrap({ prompt, gate: "patience" });
  const lease = await ask(url, "KEYS", `{${namespace}:*:f:*`);
  expect(Number(lease)).toBe(1);
  // Its pauses grow to a quarter of a second: far longer than one lease.
  await untilTheyWait("b", 1, 10);
  expect(await produced(prompt)).toBe(1);
  await open("patience");
  expect(await first).toMatchObject([{ response: "made by a" }]);
  expect(await second).toMatchObject([{ response: "made by a", shared: true }]);
});

it("a leader that was suspended beyond its lease overwrites neither its successor's answer nor its successor's lease", async () => {
  const [sooner, later] = ["what does it cost", "who answers the phone"];
  const [other, third, sleeper] = callers;
  const late = [sooner, later].map((prompt) => sleeper?.wrap({ prompt, gate: "late" }));
  await eventually("it leads", async () => (await produced(sooner)) + (await produced(later)) === 2);
  sleeper?.freeze();
  const replaced = other?.wrap({ prompt: sooner, gate: "in time" });
  const atWork = other?.wrap({ prompt: later, gate: "at work" });
  await eventually("it was replaced", async () => (await produced(sooner)) + (await produced(later)) === 4);
  await open("in time");
  expect(await replaced).toMatchObject([{ response: "made by a", hit: false }]);
  await open("late");
  sleeper?.thaw();
  const superseded = [{ response: "made by c", notStored: "superseded" }];
  expect(await Promise.all(late)).toMatchObject([superseded, superseded]);
  expect(await third?.wrap({ prompt: sooner })).toMatchObject([{ response: "made by a", hit: true }]);
  await open("at work");
  expect(await atWork).toMatchObject([{ response: "made by a" }]);
  expect(await third?.wrap({ prompt: later })).toMatchObject([{ response: "made by a", hit: true }]);
});

it("after a producer's error the next process leads, and each caller gets only the error of its own process", async () => {
  const prompt = "what is broken";
  const [a, b] = callers;
  const failing = a?.wrap({ prompt, calls: 3, gate: "broken", ending: "fail" });
  await eventually("the leader is at work", async () => (await produced(prompt)) === 1);
  const waiting = b?.wrap({ prompt, calls: 3, gate: "broken" });
  await untilTheyWait("b", 1);
  await open("broken");
  expect(await failing).toEqual(Array.from({ length: 3 }, () => ({ error: "Error: no answer from a" })));
  const given = (await waiting) ?? [];
  expect(given.map(({ response }) => response)).toEqual(["made by b", "made by b", "made by b"]);
  expect(await produced(prompt)).toBe(2);
});

it("when an answer is not to be stored, all who wait for it call their own producers at once", async () => {
  const prompt = "who am I";
  const [leader, ...others] = callers;
  const first = leader?.wrap({ prompt, gate: "own", ending: "not-cacheable" });
  await eventually("the leader is at work", async () => (await produced(prompt)) === 1);
  const rest = others.map((caller) => caller.wrap({ prompt, gate: "all", ending: "not-cacheable" }));
  await untilTheyWait("bcd", 3);
  await open("own");
  expect(await first).toMatchObject([{ response: "made by a", notStored: "not-cacheable" }]);
  // None of them has an answer yet, and all are at work: nobody queues behind another.
  await eventually("all are at work", async () => (await produced(prompt)) === 4);
  await open("all");
  const given = (await Promise.all(rest)).flat().map(({ response }) => response);
  expect(given).toEqual(["made by b", "made by c", "made by d"]);
});

// The last one: a process fewer from here on.
it("a leader that is killed is replaced by exactly one of those who wait", async () => {
  const prompt = "where is my parcel";
  const leader = callers.pop();
  const lost = leader?.wrap({ prompt, gate: "second" }).catch(() => "lost");
  await eventually("the leader is at work", async () => (await produced(prompt)) === 1);
  const answers = callers.map((caller) => caller.wrap({ prompt, calls: 5, gate: "second" }));
  await untilTheyWait("abc", 3);
  leader?.kill();
  expect(await lost).toBe("lost");
  await eventually("another is at work", async () => (await produced(prompt)) === 2);
  await untilTheyWait("abc", 2);
  await open("second");
  const given = (await Promise.all(answers)).flat();
  expect(await produced(prompt)).toBe(2);
  expect(new Set(given.map(({ response }) => response)).size).toBe(1);
});
