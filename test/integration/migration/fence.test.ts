import { expect, onTestFinished, test } from "vitest";
import type { Command, Executor, Reply } from "../../../src/executor.js";
import type { VectorRepository } from "../../../src/index.js";
import { cutover, openAlias, rollback } from "../../../src/migration/index.js";
import { raiseFence } from "../../../src/migration/live/raise-fence.js";
import { migrationKeys } from "../../../src/migration/target/migration-keys.js";
import { nextVersion } from "../../../src/migration/target/next-version.js";
import { versionedTarget } from "../../../src/migration/target/versioned-executor.js";
import { openCollection } from "../../helpers/collection.js";
import { MemoryPort } from "../../helpers/memory-port.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const dimension = 8;
/** So many that every shard has some. */
const RECORDS = seededVectors(40, dimension).map((vector, n) => ({ id: `id-${n}`, vector }));
const IDS = RECORDS.map(({ id }) => id);

async function openShards(url: string) {
  const { client, docs } = await openCollection(url, { dimension, shards: 3 });
  const old = new MemoryPort();
  const sides = { client, target: docs, old, aliasMaxAgeMs: 20 };
  return { client, docs, old, sides, switching: { ...sides, backfillName: null }, keys: migrationKeys(docs) };
}

/** Writes and deletes with a version. @returns how many of them were refused because the side has changed. */
async function refusals(docs: VectorRepository, version: number): Promise<number> {
  const { repository, counts } = versionedTarget(docs, { kind: "live", version }, RECORDS);
  await repository.upsertMany(RECORDS);
  await repository.delete(IDS);
  return counts.sideChanged.length;
}

/** The executor, with something to do around each command that is sent alone. */
function around(
  inner: Executor,
  work: (command: Command, run: () => Promise<Reply>) => Promise<Reply>,
): Executor {
  return {
    capabilities: inner.capabilities,
    pipeline: (steps, options) => inner.pipeline(steps, options),
    send: (command, options) => work(command, () => inner.send(command, options)),
  };
}

onEachServer(({ url }) => {
  test("after each switch every shard refuses the versions that were taken before it", async () => {
    const { client, docs, switching, keys } = await openShards(url);
    await docs.upsertMany(RECORDS);
    const before = (await nextVersion(client.executor, keys, "old"))!;
    await cutover(switching);
    expect(await nextVersion(client.executor, keys, "old")).toBe(null);
    expect(await refusals(docs, before)).toBe(2 * IDS.length);
    const between = (await nextVersion(client.executor, keys, "new"))!;
    await rollback(switching);
    expect(await nextVersion(client.executor, keys, "new")).toBe(null);
    expect(await refusals(docs, between)).toBe(2 * IDS.length);
    expect(await docs.count()).toBe(IDS.length);
    expect(await refusals(docs, (await nextVersion(client.executor, keys, "old"))!)).toBe(0);
  });

  test("a version that is taken between the fence and the change of the alias is refused after the switch, too", async () => {
    const { client, docs, switching, keys } = await openShards(url);
    await docs.upsertMany(RECORDS);
    let late: number | null = null;
    const executor = around(client.executor, async (command, run) => {
      // The step that changes the alias is the only script with the lock and the pending ids.
      if (late === null && command.includes(keys.switching) && command.includes(keys.pending))
        late = await nextVersion(client.executor, keys, "old");
      return run();
    });
    await cutover({ ...switching, client: { executor } });
    expect(late).not.toBe(null);
    expect(await refusals(docs, late!)).toBe(2 * IDS.length);
    expect(await docs.count()).toBe(IDS.length);
  });

  test("a switch that fails at the fence of one shard changes nothing, and writes go on", async () => {
    const { client, docs, old, sides, switching, keys } = await openShards(url);
    const live = openAlias(sides);
    onTestFinished(() => live.close());
    await live.upsert(RECORDS);
    const lost = (await docs.shardKeys())[1]!.replace(/:v$/, ":migration:fence");
    const executor = around(client.executor, async (command, run) => {
      if (command.includes(lost)) throw new Error("this master is down");
      return run();
    });
    await expect(cutover({ ...switching, client: { executor } })).rejects.toThrow("this master is down");
    expect(await live.side()).toBe("old");
    await live.upsert({ ...RECORDS[0]!, attributes: { late: true } });
    await live.delete("id-1");
    expect(await live.writer.waiting()).toEqual({ pending: 0, spooled: 0 });
    expect((await docs.get("id-0"))?.attributes).toEqual({ late: true });
    expect([await docs.count(), old.records.size]).toEqual([39, 39]);
    // A fence is never lowered, also not by a switch that was late.
    const fence = Number(await raiseFence(client.executor, docs, keys));
    await client.sendCommand(["SET", keys.clock, "0"]);
    await raiseFence(client.executor, docs, keys);
    expect(await refusals(docs, fence - 1)).toBe(2 * IDS.length);
  });

  test("a write to the active new side that meets the fence of a failed rollback is repeated", async () => {
    const { client, docs, old, sides, switching, keys } = await openShards(url);
    await cutover(switching);
    let isFenced = false;
    const executor = around(client.executor, async (command, run) => {
      const reply = await run();
      // Between the version and the write of the shards.
      if (!isFenced && command.includes(keys.clock)) {
        isFenced = true;
        await raiseFence(client.executor, docs, keys);
      }
      return reply;
    });
    const live = openAlias({ ...sides, client: { executor } });
    onTestFinished(() => live.close());
    await live.upsert(RECORDS);
    expect([isFenced, await live.side()]).toEqual([true, "new"]);
    expect([await docs.count(), old.records.size]).toEqual([IDS.length, IDS.length]);
  });
});
