import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { f } from "../../../src/index.js";
import { aclRole } from "../../helpers/acl-roles.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { expireNow } from "../../helpers/expire-now.js";
import { isAtLeast } from "../../helpers/is-at-least.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const GUIDE = join(import.meta.dirname, "../../../src/repository/expiry.md");
const HOUR_MS = 3_600_000;

/** The rights that the guide adds for a role: what stands in backticks after its name. */
async function addedRights(role: "reader" | "writer"): Promise<string[]> {
  const text = (await readFile(GUIDE, "utf8")).replaceAll("\n", " ");
  const rights = new RegExp(`a ${role}\\s+(?:needs\\s+)?\`(\\+[^\`]+)\``).exec(text)?.[1]?.split(" ");
  if (rights === undefined) throw new Error(`the guide adds no rights for a ${role}`);
  return rights;
}

onEachServer(({ url, version }) => {
  test.each(["native", "float32"] as const)(
    "a user who may not run scripts stores, reads and deletes records that expire in a %s collection",
    async (precision) => {
      const options = { dimension: 2, precision };
      const { client: admin, docs, place } = await openCollection(url, options);
      const username = uniquePrefix("user");
      await admin.sendCommand([
        "ACL",
        "SETUSER",
        username,
        "reset",
        "on",
        ">hush",
        "~*",
        "+@all",
        "-eval",
        "-evalsha",
      ]);
      await admin.sendCommand(["ACL", "SETUSER", username, "-eval_ro", "-evalsha_ro"]);
      onTestFinished(async () => void (await admin.sendCommand(["ACL", "DELUSER", username])));
      const client = await openClient(url, { username, password: "hush" });
      const own = client.repository({ ...place, ...options });
      const early = client.repository({ ...place, ...options });
      await early.upsert({ id: "early", vector: [3, 1], attributes: { n: 0 } });

      expect(await own.upsert({ id: "a", vector: [1, 2], attributes: { n: 1 }, ttlMs: HOUR_MS })).toEqual({
        inserted: true,
      });
      await own.upsertMany([
        { id: "b", vector: [2, 1], ttlMs: HOUR_MS },
        { id: "c", vector: [1, 1] },
      ]);
      const end = (await own.get("a"))?.expiresAtMs;
      expect(end).toBeGreaterThan(0);
      expect(await own.setAttributes("a", { n: 2 })).toBe(true);
      expect(await own.get("a")).toMatchObject({ attributes: { n: 2 }, expiresAtMs: end });
      // Opened before there was an end in the collection.
      await early.upsert({ id: "late", vector: [3, 1], attributes: { n: 3 } });
      expect(await admin.sendCommand(["VGETATTR", docs.key, "late"])).toMatch(
        /^\{"_expiresAtMs":8640000000000000,/,
      );

      await expireNow(admin, place, ["a"]);
      for (const each of [own, early, docs]) {
        expect([await each.get("a"), await each.has("a"), await each.count()]).toEqual([undefined, false, 4]);
        const hits = await each.search({ vector: [1, 2] });
        expect(hits.map(({ id }) => id).sort()).toEqual(["b", "c", "early", "late"]);
        expect(await each.setAttributes("a", { n: 9 })).toBe(false);
      }
      for (const refused of [own.touch("b", { ttlMs: 1 }), own.sweep()])
        await expect(refused).rejects.toMatchObject({
          code: "NOT_AUTHORIZED",
          message: expect.stringContaining("+eval"),
        });
      expect(await own.delete(["a", "b"])).toBe(1);
      expect(await docs.count()).toBe(3);
    },
  );

  test("a reader and a writer with the rights that the guide adds can do what it says", async () => {
    const admin = await openClient(url);
    const namespace = uniquePrefix("shop");
    const place = { namespace, collection: "c", dimension: 2 };
    const users = new Map<string, string>();
    for (const role of ["reader", "writer"] as const) {
      const username = uniquePrefix(role);
      const { command } = aclRole(role, { username, password: "hush", namespace });
      const listing = isAtLeast(version, "8.4.0") ? "+vrange" : "+vrandmember";
      await admin.sendCommand([...command, ...(await addedRights(role)), listing]);
      users.set(role, username);
      onTestFinished(async () => void (await admin.sendCommand(["ACL", "DELUSER", username])));
    }
    onTestFinished(() => admin.repository(place).drop());
    const failures: unknown[] = [];
    const open = async (role: string) => {
      const client = await openClient(url, {
        ...{ username: users.get(role)!, password: "hush" },
        onEvent: (event) => {
          if (event.type === "background-failure") failures.push(event);
        },
      });
      return client.repository(place);
    };
    const docs = await open("writer");
    await docs.upsertMany(
      [1, 2, 3].map((n) => ({ id: `r${n}`, vector: [1, n], attributes: { n }, ttlMs: HOUR_MS })),
    );
    expect(await docs.touch(["r1", "r2", "r3"], { ttlMs: 2 * HOUR_MS })).toBe(3);
    expect(await docs.setAttributes("r2", { n: 5 })).toBe(true);
    expect(await docs.updateAttributes("r2", { n: 6 })).toBe(true);
    expect(await docs.updateVector("r2", [2, 1])).toBe(true);
    await expireNow(admin, place, ["r1"]);
    const reading = await open("reader");
    for (const each of [docs, reading]) {
      expect([await each.count(), await each.has("r1"), await each.get("r1")]).toEqual([2, false, undefined]);
      expect(
        (await each.search({ vector: [1, 1], filter: f.gt("n", 0) })).map(({ id }) => id).sort(),
      ).toEqual(["r2", "r3"]);
      expect(await each.find()).toHaveLength(2);
    }
    expect(await docs.sweep()).toBe(1);
    expect(await docs.deleteWhere(f.eq("n", 6))).toEqual({ matched: 1, deleted: 1 });
    expect(await docs.delete("r3")).toBe(1);
    expect(await docs.clear()).toBe(0);
    // A reader may not sweep. It is told once.
    await expect.poll(() => failures, { timeout: 5_000 }).toHaveLength(1);
    expect(failures).toMatchObject([{ job: "sweep-records", code: "NOT_AUTHORIZED" }]);
  });
});
