import { expect, inject, onTestFinished, test } from "vitest";
import type { ConnectOptions, RepositoryOptions, VectorClient } from "../../../src/index.js";
import {
  createCollectionPort,
  createCollectionSource,
  finishMigration,
  type LiveTuning,
  openAlias,
  type RebuildTuning,
  rebuild,
  rollback,
} from "../../../src/migration/index.js";
import { acknowledgedTraffic, type Traffic } from "../../helpers/acknowledged-traffic.js";
import { startProgram } from "../../helpers/child-program.js";
import { startedCluster } from "../../helpers/cluster.js";
import { openClient } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { cosine, seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const dimension = 16;
const COUNT = 400;
const IDS = Array.from({ length: COUNT + 100 }, (_, n) => `id-${n}`);
const QUICK: LiveTuning = {
  aliasMaxAgeMs: 20,
  replayIntervalMs: 50,
  orphanAfterMs: 1_000,
  mirrorTimeoutMs: 5_000,
};
/** The copy is slowed down so that many writes happen during it. `minRecall` is low because hits change while both sides are searched. */
const SLOWLY: RebuildTuning = {
  backfill: { batchSize: 50, rateLimitPerSecond: 1_000 },
  verify: { queries: 20, minRecall: 0.8, pageSize: 50 },
};

type Change = Readonly<Record<"from" | "to", Partial<RepositoryOptions>>>;

/** A filled collection, and an empty one with other parameters. */
async function openSides(url: string, change: Change, connection: ConnectOptions = {}) {
  const client = await openClient(url, connection);
  const namespace = uniquePrefix("rebuild");
  const from = { namespace, collection: "v1", dimension, ...change.from };
  const to = { namespace, collection: "v2", dimension, ...change.to };
  const sidesOf = (one: VectorClient) => ({
    client: one,
    target: one.repository(to),
    old: createCollectionPort(one, one.repository(from)),
    ...QUICK,
  });
  const sides = sidesOf(client);
  const before = client.repository(from);
  onTestFinished(() => Promise.all([before.drop(), sides.target.drop()]).then(() => {}));
  await before.upsertMany(
    seededVectors(COUNT, dimension).map((vector, n) => ({
      id: `id-${n}`,
      vector,
      attributes: { number: -1 - n },
    })),
  );
  const openLive = async () => {
    const live = openAlias(sidesOf(await openClient(url, connection)));
    onTestFinished(() => live.close());
    return live;
  };
  /** Two processes, as far as Redis can see, each with its own ids. */
  const startTraffic = async (): Promise<Traffic[]> => {
    const lives = [await openLive(), await openLive()];
    return lives.map((live, place) => {
      const ids = IDS.filter((_, n) => n % lives.length === place);
      const traffic = acknowledgedTraffic(live, { ids, dimension, seed: place });
      onTestFinished(() => traffic.stop().catch(() => {}));
      return traffic;
    });
  };
  const sources = { from: sides.old.source, to: createCollectionSource(client, sides.target) };
  return { client, from, to, before, sides, sources, openLive, startTraffic };
}

const more = (traffic: readonly Traffic[]) => Promise.all(traffic.map((one) => one.more(50)));

/** Each side has the last acknowledged write of every id, and nothing else. */
async function expectAcknowledged(
  { sources }: Awaited<ReturnType<typeof openSides>>,
  traffic: readonly Traffic[],
): Promise<void> {
  const acknowledged = new Map(traffic.flatMap((one) => [...one.acknowledged]));
  expect(acknowledged.size).toBeGreaterThan(100);
  const expected = IDS.map((id, n) => {
    if (acknowledged.has(id)) return acknowledged.get(id) ?? null;
    return n < COUNT ? -1 - n : null;
  });
  for (const source of Object.values(sources)) {
    const found = await source.fetch(IDS);
    expect(found.map((record) => record?.attributes?.number ?? null)).toEqual(expected);
    for (const [place, record] of found.entries()) {
      const number = expected[place]!;
      if (record !== null) expect(record.extra).toBe(number > 0 ? `[{"number":${number}}]` : undefined);
    }
  }
}

const CHANGES: readonly (Change & { readonly name: string; readonly verify?: RebuildTuning["verify"] })[] = [
  { name: "one key to three shards", from: {}, to: { shards: 3 } },
  {
    name: "three shards to two without quantization",
    from: { shards: 3 },
    to: { shards: 2, quantization: "none" },
  },
  { name: "two shards to one key with another m", from: { shards: 2 }, to: { m: 8 } },
  // One bit per dimension finds other neighbours.
  { name: "q8 to one bit per dimension", from: {}, to: { quantization: "bin" }, verify: { minRecall: 0 } },
  { name: "q8 to int8 codes and a rotation", from: {}, to: { precision: "int8", rotation: "on" } },
  { name: "one bit with int8 codes to q8", from: { quantization: "bin", precision: "int8" }, to: {} },
];

onEachServer(({ url }) => {
  test.each(CHANGES)(
    "reads and writes go on while a collection is rebuilt from $name, and after a rollback no write is lost",
    async ({ verify, ...change }) => {
      const opened = await openSides(url, change);
      const { sides } = opened;
      const traffic = await opened.startTraffic();
      await more(traffic);
      const report = await rebuild({ ...sides, ...SLOWLY, verify: { ...SLOWLY.verify, ...verify } });
      expect(report).toMatchObject({ state: "done", verified: { pass: true }, switched: { side: "new" } });
      expect(report.copied!.gaveWay).toBeGreaterThan(0);
      await more(traffic);
      expect(await rebuild(sides)).toEqual({ state: "done" });
      expect(await rollback(sides)).toMatchObject({ side: "old" });
      await more(traffic);
      await rebuild({ ...sides, ...SLOWLY, verify: { ...SLOWLY.verify, ...verify } });
      await more(traffic);
      for (const one of traffic) await one.stop();
      const live = await opened.openLive();
      expect(await live.side()).toBe("new");
      await expect.poll(() => live.writer.waiting()).toEqual({ pending: 0, spooled: 0 });
      await expectAcknowledged(opened, traffic);
      await finishMigration(sides);
      const pattern = `{${opened.to.namespace}:*:migration:*`;
      const left = async () => ((await opened.client.sendCommand(["KEYS", pattern])) as string[]).sort();
      const whole = `{${opened.to.namespace}:v2}:migration:`;
      // Polled, because a replay holds a lock for a moment.
      await expect.poll(left).toEqual([`${whole}alias`, `${whole}clock`]);
    },
  );

  test("the vectors of a rebuilt collection are as near to the given ones as the old collection kept them", async () => {
    const opened = await openSides(url, {
      from: { precision: "float32" },
      to: { quantization: "none", shards: 2 },
    });
    await rebuild({ ...opened.sides, verify: { queries: 5 } });
    const given = seededVectors(COUNT, dimension);
    const found = await opened.sources.to.fetch(IDS.slice(0, COUNT));
    for (const [n, record] of found.entries())
      expect(cosine(record!.vector, given[n]!)).toBeGreaterThan(1 - 1e-6);
  });

  test("a rebuild pauses in each of its steps and continues with the next call", async () => {
    const { sides } = await openSides(url, { from: {}, to: { shards: 2 } });
    const pausedAt = (step: string) => {
      const paused = new AbortController();
      const onProgress = (progress: { step: string }) => progress.step === step && paused.abort();
      return rebuild({ ...sides, ...SLOWLY, signal: paused.signal, onProgress });
    };
    expect(await pausedAt("backfill")).toMatchObject({
      state: "paused",
      copied: { resumed: false, read: 52 },
    });
    expect(await pausedAt("verify")).toMatchObject({
      state: "paused",
      copied: { resumed: true, read: COUNT },
    });
    const steps = new Set<string>();
    const last = await rebuild({ ...sides, ...SLOWLY, onProgress: ({ step }) => void steps.add(step) });
    expect(last).toMatchObject({ state: "done", switched: { side: "new" } });
    expect([...steps]).toEqual(["verify", "cutover"]);
  });

  test("if the collections differ nothing is switched, and the error names the ids", async () => {
    const { sides, openLive } = await openSides(url, { from: {}, to: { shards: 2 } });
    await sides.target.upsert({ id: "stranger", vector: seededVectors(1, dimension)[0]! });
    await expect(rebuild(sides)).rejects.toMatchObject({
      code: "MIGRATION_INCOMPLETE",
      details: { examples: { extraIds: ["stranger"], missing: [] } },
    });
    expect(await (await openLive()).side()).toBe("old");
    await sides.target.delete("stranger");
    await sides.target.delete("id-7");
    await expect(rebuild(sides)).rejects.toMatchObject({ details: { examples: { missing: ["id-7"] } } });
  });

  test("options of later steps are checked before anything is copied", async () => {
    const { sides } = await openSides(url, { from: {}, to: { shards: 2 } });
    expect(await codeOf(rebuild({ ...sides, verify: { minRecall: 2 } }))).toBe("INVALID_OPTIONS");
    expect(await codeOf(rebuild({ ...sides, timeoutMs: 1 }))).toBe("INVALID_OPTIONS");
    expect(await sides.target.count()).toBe(0);
  });
});

const wasKilled = [
  { step: "backfill", read: 150 },
  { step: "verify", read: 100 },
  { step: "cutover", read: 0 },
];

test("a rebuild that is killed with SIGKILL in each of its steps continues, and no acknowledged write is lost", async () => {
  const url = inject("redisUrl");
  const opened = await openSides(url, { from: {}, to: { shards: 3 } });
  const traffic = await opened.startTraffic();
  const { from, to, client } = opened;
  const plan = { url, from, to, ...QUICK, ...SLOWLY, timeoutMs: 1_000 };
  for (const { step, read } of wasKilled) {
    const child = startProgram("run-rebuild", plan, (line, running) => {
      const progress = line as { step?: string; read: number };
      if (progress.step === step && progress.read >= read) running.kill("SIGKILL");
    });
    expect(await child.ended, child.errors()).toBe("SIGKILL");
  }
  // Writes wait until the lock of the killed switch expires.
  const lock = `{${to.namespace}:v2}:migration:switching`;
  await expect.poll(() => client.sendCommand(["EXISTS", lock]), { timeout: 15_000 }).toBe(0);
  const child = startProgram("run-rebuild", plan);
  expect(await child.ended, child.errors()).toBe(0);
  expect(child.lines.at(-1)).toMatchObject({ state: "done", resumed: true, pass: true, side: "new" });
  await more(traffic);
  for (const one of traffic) await one.stop();
  const live = await opened.openLive();
  await expect.poll(() => live.writer.waiting()).toEqual({ pending: 0, spooled: 0 });
  await expectAcknowledged(opened, traffic);
});

test("a collection is rebuilt over the masters of a cluster while it is read and written, and rolled back", async () => {
  const cluster = await startedCluster();
  const { url } = cluster.nodes[0]!;
  const opened = await openSides(url, { from: {}, to: { shards: 3 } }, { cluster: true });
  const traffic = await opened.startTraffic();
  const report = await rebuild({ ...opened.sides, ...SLOWLY });
  expect(report).toMatchObject({ state: "done", verified: { pass: true } });
  await more(traffic);
  await rollback(opened.sides);
  await more(traffic);
  await rebuild({ ...opened.sides, ...SLOWLY });
  await more(traffic);
  for (const one of traffic) await one.stop();
  const live = await opened.openLive();
  await expect.poll(() => live.writer.waiting()).toEqual({ pending: 0, spooled: 0 });
  await expectAcknowledged(opened, traffic);
});
