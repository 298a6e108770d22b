import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { monotonicMs, type ServedAnswer } from "../../helpers/cache-orders.js";
import { type CacheProcess, startCacheProcess } from "../../helpers/cache-processes.js";
import { eventually } from "../../helpers/processes.js";
import { TcpProxy } from "../../helpers/tcp-proxy/index.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

/** `coherence.maxLagMs` of the processes: its default. */
const BOUND_MS = 1_000;
/** Longer than the bound: what is served late has time to show. */
const WATCHED_MS = BOUND_MS + 250;
const ASKED = "how do I reset the password of my account";
const TAGGED = "where is the nearest branch of the bank";

let proxy: TcpProxy;
/** Four; the last one reaches Redis through the proxy. */
let processes: CacheProcess[];

beforeAll(async () => {
  const namespace = uniquePrefix("cache");
  const url = inject("redisUrl");
  proxy = await TcpProxy.start(Number(new URL(url).port));
  processes = await Promise.all(
    [url, url, url, proxy.url].map((address) => startCacheProcess(address, namespace)),
  );
});

afterAll(async () => {
  for (const one of processes) one.kill();
  await proxy.close();
});

async function allServeFromMemory(response: string): Promise<boolean> {
  const lists = await Promise.all(processes.map((one) => one.served()));
  return lists.every((list) => list.some((one) => one.tier === "memory" && one.response === response));
}

function servedLate(served: readonly ServedAnswer[], response: string, invalidatedAtMs: number) {
  return served.filter((one) => one.response === response && one.askedAtMs > invalidatedAtMs + BOUND_MS);
}

it.each([
  ["one entry", ASKED, async () => ({ entryId: entryIdOf(await processes[0]?.lookup(ASKED)) })],
  ["a tag", TAGGED, async () => ({ tag: "faq" })],
  ["everything", ASKED, async () => ({ all: true }) as const],
])(
  "after the invalidation of %s has resolved, none of four processes serves it later than the bound",
  async (name, prompt, target) => {
    await processes[0]?.store(prompt, `old of ${name}`);
    await Promise.all(processes.map((one) => one.watch([prompt])));
    await eventually("all serve it from memory", () => allServeFromMemory(`old of ${name}`));
    const invalidatedAtMs = (await processes[1]?.invalidate(await target())) ?? 0;
    // The place is taken at once, so that each process goes on asking and being answered.
    await processes[2]?.store(prompt, `new of ${name}`);
    await eventually("all serve the new one", () => allServeFromMemory(`new of ${name}`));
    await eventually("the bound has passed", async () => monotonicMs() > invalidatedAtMs + WATCHED_MS);
    const served = await Promise.all(processes.map((one) => one.stop()));
    expect(served.map((list) => servedLate(list, `old of ${name}`, invalidatedAtMs))).toEqual([
      [],
      [],
      [],
      [],
    ]);
  },
);

it("a process that is cut off stops serving from memory, and comes back without what was invalidated meanwhile", async () => {
  const [near, , , far] = processes;
  if (near === undefined || far === undefined) throw new Error("expected four processes");
  await near.store(ASKED, "dropped");
  await near.store(TAGGED, "kept");
  await Promise.all(processes.map((one) => one.watch([ASKED, TAGGED])));
  await eventually(
    "all serve both from memory",
    async () => (await allServeFromMemory("dropped")) && (await allServeFromMemory("kept")),
  );
  const entryId = entryIdOf(await near.lookup(ASKED));
  await proxy.refuse();
  proxy.resetAll();
  const cutAtMs = monotonicMs();
  await near.invalidate({ entryId });
  await eventually("the bound has passed", async () => monotonicMs() > cutAtMs + WATCHED_MS);
  const whileCut = await far.served();
  expect(whileCut.filter(({ askedAtMs }) => askedAtMs > cutAtMs + BOUND_MS)).toEqual([]);
  await proxy.accept();
  await far.watch([ASKED, TAGGED]);
  await eventually("it serves from memory again", async () =>
    (await far.served()).some(({ tier }) => tier === "memory"),
  );
  expect(new Set((await far.stop()).map(({ response }) => response))).toEqual(new Set(["kept"]));
});

function entryIdOf(found: { hit: boolean } | undefined): string {
  if (found !== undefined && "entryId" in found) return String(found.entryId);
  throw new Error("expected a hit");
}
