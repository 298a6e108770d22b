import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  backfill,
  createHashSource,
  cutover,
  finishMigration,
  openAlias,
  rollback,
  verifyMigration,
} from "../../../src/migration/index.js";
import { aclRole } from "../../helpers/acl-roles.js";
import { openClient } from "../../helpers/collection.js";
import { fillHashes, hashRecords } from "../../helpers/hash-records.js";
import { isAtLeast } from "../../helpers/is-at-least.js";
import { MemoryPort } from "../../helpers/memory-port.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const GUIDE = join(import.meta.dirname, "../../../src/migration/README.md");
const dimension = 8;

onEachServer(({ url, version }) => {
  test.each([1, 3])(
    "a writer with the rights that the guide adds can run a whole migration into %i shards",
    async (shards) => {
      const lines = (await readFile(GUIDE, "utf8"))
        .split("\n")
        .filter((text) => text.startsWith("ACL SETUSER acme-writer "));
      const added = lines.flatMap((text) => text.match(/\+[a-z]+/g) ?? []);
      expect(added.length).toBeGreaterThan(10);
      if (isAtLeast(version, "8.4.0")) added.push("+vrange");
      const admin = await openClient(url);
      const [namespace, username, prefix] = [
        uniquePrefix("shop"),
        uniquePrefix("mover"),
        `${uniquePrefix("old")}:`,
      ];
      const { command } = aclRole("writer", { username, password: "hush", namespace });
      await admin.sendCommand([...command, `~${prefix}*`, ...added]);
      onTestFinished(async () => void (await admin.sendCommand(["ACL", "DELUSER", username])));
      const records = hashRecords(200, dimension);
      await fillHashes(admin, prefix, records);

      const client = await openClient(url, { username, password: "hush" });
      const target = client.repository({ namespace, collection: "c", dimension, shards });
      const old = new MemoryPort();
      for (const record of records) old.records.set(record.id, record);
      const failures: unknown[] = [];
      const sides = { client, target, old, aliasMaxAgeMs: 20, replayIntervalMs: 20, orphanAfterMs: 100 };
      const live = openAlias({ ...sides, onEvent: (event) => failures.push(event) });
      onTestFinished(() => live.close());
      const source = createHashSource(client, { prefix });
      await live.upsert({ ...records[3]!, attributes: { lang: "fr" } });
      await live.delete("id-4");
      expect(await backfill({ source, target, client })).toMatchObject({ inserted: 198, gaveWay: 2 });
      expect((await verifyMigration({ source, target, client, queries: 5 })).counts.target).toBe(199);
      // The state that a process leaves behind if it dies during a write.
      await admin.sendCommand(["XADD", `{${namespace}:c}:migration:pending`, "*", "id", "id-5"]);
      await expect.poll(() => live.writer.waiting()).toEqual({ pending: 0, spooled: 0 });
      await cutover(sides);
      await live.upsert(records[4]!);
      await rollback(sides);
      await cutover(sides);
      await finishMigration({ client, target });
      expect(failures.filter((event) => JSON.stringify(event).includes("failed"))).toEqual([]);
      await target.drop();
      expect(await admin.sendCommand(["ACL", "LOG"])).not.toContainEqual(expect.arrayContaining([username]));
      await admin.sendCommand([
        "DEL",
        `{${namespace}:c}:migration:alias`,
        `{${namespace}:c}:migration:clock`,
        ...records.map(({ id }) => prefix + id),
      ]);
    },
  );
});
