import { describe, expect, onTestFinished, test } from "vitest";
import { f, type VectorClient, type VectorRepository } from "../../../src/index.js";
import { aclRole } from "../../helpers/acl-roles.js";
import { openClient } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const PASSWORD = "hush";
const COLLECTION = { collection: "c", dimension: 2 };
/** One with codes beside the set. */
const CODED = { collection: "coded", dimension: 4, precision: "residual" } as const;
/** Enough for `clear` to remove them piece by piece. */
const MANY = 1_001;

const records = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `r${index}`,
    vector: [1, index],
    attributes: { even: index % 2 === 0 },
  }));

const codedRecords = seededVectors(300, 4).map((vector, index) => ({ id: `r${index}`, vector }));

onEachServer((server) => {
  interface Setup {
    readonly admin: VectorClient;
    readonly namespace: string;
    /** A client of the role. */
    readonly client: VectorClient;
    readonly username: string;
    readonly allowed: string[];
  }

  async function setUp(role: "reader" | "writer" | "cache"): Promise<Setup> {
    const admin = await openClient(server.url);
    const namespace = `${uniquePrefix("shop")}:acme`;
    const username = uniquePrefix(role);
    const { command, allowed } = aclRole(role, { username, password: PASSWORD, namespace });
    await admin.sendCommand(command);
    onTestFinished(async () => {
      for (const tenant of [namespace, `${namespace}2`]) {
        await admin.repository({ namespace: tenant, ...COLLECTION }).drop();
        await admin.repository({ namespace: tenant, ...CODED }).drop();
      }
      await admin.sendCommand(["ACL", "DELUSER", username]);
    });
    const client = await openClient(server.url, { username, password: PASSWORD });
    return { admin, namespace, client, username, allowed };
  }

  /** Everything that a repository and a client can do without changing anything. */
  async function readAll(client: VectorClient, namespace: string): Promise<void> {
    const docs = client.repository({ namespace, ...COLLECTION });
    expect(await docs.search({ vector: [1, 0], filter: f.eq("even", true), limit: 2 })).toHaveLength(2);
    expect(await docs.search({ id: "r1", limit: 1, exhaustive: true })).toMatchObject([{ id: "r1" }]);
    // 8.0.2 takes another command for the attributes of hits than 8.2.3.
    expect((await docs.searchMany([{ vector: [1, 0] }]))[0]?.[0]).toHaveProperty("attributes");
    expect(await docs.get("r1")).toMatchObject({ id: "r1", attributes: { even: false } });
    expect(await docs.has("r1")).toBe(true);
    expect(await docs.count()).toBeGreaterThan(1);
    expect(await docs.info()).toMatchObject({ dimension: 2 });
    expect(await client.health()).toMatchObject({ status: "up" });
    const coded = client.repository({ namespace, ...CODED });
    const { vector } = codedRecords[1]!;
    expect(await coded.search({ vector, limit: 1 })).toMatchObject([{ id: "r1" }]);
    expect(await coded.get("r1")).toMatchObject({ id: "r1" });
    expect(await coded.precisionReport()).toMatchObject({ precision: "residual", calibrationVersion: 1 });
  }

  async function fill(client: VectorClient, namespace: string): Promise<void> {
    const coded = client.repository({ namespace, ...CODED });
    await coded.upsertMany(codedRecords);
    await coded.recalibrate({ sampleSize: 300 });
  }

  async function writeAll(client: VectorClient, namespace: string): Promise<void> {
    const docs = client.repository({ namespace, ...COLLECTION });
    const [first] = records(1);
    expect(await docs.upsertMany(records(MANY))).toMatchObject({ failures: [] });
    await docs.upsert(first!);
    expect(await docs.setAttributes("r0", { even: false })).toBe(true);
    expect(await docs.delete(["r0"])).toBe(1);
    await fill(client, namespace);
    await readAll(client, namespace);
    const coded = client.repository({ namespace, ...CODED });
    expect(await coded.delete(["r0"])).toBe(1);
    await coded.drop();
    expect(await docs.clear()).toBe(MANY - 1);
    await docs.upsert(first!);
    await docs.drop();
    expect(await docs.count()).toBe(0);
  }

  function writesOf(docs: VectorRepository): Record<string, () => Promise<unknown>> {
    return {
      upsert: () => docs.upsert({ id: "new", vector: [1, 2] }),
      update: () => docs.upsert({ id: "r1", vector: [9, 9] }),
      setAttributes: () => docs.setAttributes("r1", { even: true }),
      delete: () => docs.delete("r1"),
      clear: () => docs.clear(),
      drop: () => docs.drop(),
    };
  }

  async function contents(admin: VectorClient, namespace: string): Promise<unknown> {
    const keys = [`{${namespace}:c}:v`, `{${namespace}:c}:meta`, `{${namespace}:c}:clearing`];
    const dumps = keys.map((key) => admin.sendCommand(["DUMP", key], { binary: true }));
    return (await Promise.all(dumps)).map(String);
  }

  const REFUSED = [
    ["KEYS", "*"],
    ["FLUSHALL"],
    ["CONFIG", "GET", "requirepass"],
    ["ACL", "LIST"],
    ["EVAL", "return 1", "0"],
    ["CLIENT", "LIST"],
  ] as const;

  async function expectFenced({ client, admin, namespace, allowed }: Setup): Promise<void> {
    // Another tenant whose name begins the same.
    const foreign = `${namespace}2`;
    await admin.repository({ namespace: foreign, ...COLLECTION }).upsertMany(records(3));
    const before = await contents(admin, foreign);
    const docs = client.repository({ namespace: foreign, ...COLLECTION });
    for (const read of [
      () => docs.search({ vector: [1, 0] }),
      () => docs.get("r1"),
      () => docs.has("r1"),
      () => docs.count(),
      () => docs.info(),
    ]) {
      expect(await codeOf(read())).toBe("NOT_AUTHORIZED");
    }
    for (const write of Object.values(writesOf(docs))) expect(await codeOf(write())).toBe("NOT_AUTHORIZED");
    expect(await contents(admin, foreign)).toEqual(before);
    for (const command of REFUSED) {
      // Scripts reach no further than their user.
      if (command[0] === "EVAL" && allowed.includes("eval")) continue;
      expect(await codeOf(client.sendCommand(command))).toBe("NOT_AUTHORIZED");
    }
  }

  describe("reader", () => {
    test("can do all reading, no writing, and nothing elsewhere", async () => {
      const setup = await setUp("reader");
      const { admin, client, namespace } = setup;
      await admin.repository({ namespace, ...COLLECTION }).upsertMany(records(5));
      await fill(admin, namespace);
      await readAll(client, namespace);
      const before = await contents(admin, namespace);
      const docs = client.repository({ namespace, ...COLLECTION });
      for (const [name, write] of Object.entries(writesOf(docs))) {
        expect([name, await codeOf(write())]).toEqual([name, "NOT_AUTHORIZED"]);
      }
      expect(await contents(admin, namespace)).toEqual(before);
      await expectFenced(setup);
    });

    test("finds an absent collection empty", async () => {
      const { client, namespace } = await setUp("reader");
      const docs = client.repository({ namespace, collection: "absent", dimension: 2 });
      expect(await docs.search({ vector: [1, 0] })).toEqual([]);
      expect(await docs.get("r1")).toBeUndefined();
    });

    test("needs each of its commands", async () => {
      const { admin, namespace, username, allowed } = await setUp("reader");
      await admin.repository({ namespace, ...COLLECTION }).upsertMany(records(5));
      await fill(admin, namespace);
      // Scripts have a way round, which is weaker.
      expect(await superfluous(admin, username, allowed, (client) => readAll(client, namespace))).toEqual([
        "client|setinfo",
        "evalsha_ro",
        "eval_ro",
      ]);
    });
  });

  describe("writer", () => {
    test("can do all reading and writing, and nothing elsewhere", async () => {
      const setup = await setUp("writer");
      await writeAll(setup.client, setup.namespace);
      await expectFenced(setup);
    });

    test("needs each of its commands", async () => {
      const { admin, namespace, username, allowed } = await setUp("writer");
      expect(
        await superfluous(admin, username, allowed, async (client) => {
          await admin.repository({ namespace, ...COLLECTION }).drop();
          await admin.repository({ namespace, ...CODED }).drop();
          await writeAll(client, namespace);
        }),
      ).toEqual(["client|setinfo", "evalsha_ro", "eval_ro", "evalsha", "eval"]);
    });
  });

  describe("cache", () => {
    test("can do what a writer can, and keep plain keys, hashes and scripts of its own", async () => {
      const setup = await setUp("cache");
      const { admin, client, namespace } = setup;
      await writeAll(client, namespace);
      const key = `{${namespace}:answers}:1`;
      const hash = `${namespace}:answers:2`;
      await client.sendCommand(["SET", key, "answer", "PX", "60000"]);
      expect(await client.sendCommand(["GET", key])).toBe("answer");
      expect(await client.sendCommand(["EXPIRE", key, "60"])).toBe(1);
      expect(await client.sendCommand(["PEXPIRE", key, "60000"])).toBe(1);
      await client.sendCommand(["HSET", hash, "field", "1"]);
      expect(await client.sendCommand(["HGET", hash, "field"])).toBe("1");
      expect(await client.sendCommand(["HMGET", hash, "field"])).toEqual(["1"]);
      expect(await client.sendCommand(["HDEL", hash, "field"])).toBe(1);
      const script = await client.sendCommand(["SCRIPT", "LOAD", "return redis.call('GET', KEYS[1])"]);
      expect(await client.sendCommand(["EVALSHA", String(script), "1", key])).toBe("answer");
      await expectFenced(setup);
      const foreign = `{${namespace}2:answers}:1`;
      for (const command of [
        ["GET", foreign],
        ["SET", foreign, "x"],
        ["EVALSHA", String(script), "1", foreign],
        ["SCRIPT", "FLUSH"],
      ]) {
        expect(await codeOf(client.sendCommand(command))).toBe("NOT_AUTHORIZED");
      }
      expect(await admin.sendCommand(["EXISTS", foreign])).toBe(0);
      expect(await client.sendCommand(["DEL", key])).toBe(1);
    });
  });

  /** Takes the commands away one at a time; those without which `work` still goes through. */
  async function superfluous(
    admin: VectorClient,
    username: string,
    allowed: readonly string[],
    work: (client: VectorClient) => Promise<void>,
  ): Promise<string[]> {
    const unneeded: string[] = [];
    for (const command of allowed) {
      await admin.sendCommand(["ACL", "SETUSER", username, `-${command}`]);
      const client = await openClient(server.url, { username, password: PASSWORD, minConnections: 1 });
      if ((await codeOf(work(client))) === "resolved") unneeded.push(command);
      await client.close();
      await admin.sendCommand(["ACL", "SETUSER", username, `+${command}`]);
    }
    return unneeded;
  }

  test("V commands are in no category, and ask for reading and writing their key, also those that only read", async () => {
    const admin = await openClient(server.url);
    const username = uniquePrefix("user");
    onTestFinished(async () => {
      await admin.sendCommand(["ACL", "DELUSER", username]);
    });
    const dryRun = async (...command: string[]) => admin.sendCommand(["ACL", "DRYRUN", username, ...command]);
    await admin.sendCommand(["ACL", "SETUSER", username, "reset", "on", "~k", "+@read", "+@write", "+@fast"]);
    expect(await dryRun("VCARD", "k")).toMatch(/has no permissions to run the 'vcard' command/i);
    const commands = [
      ["VCARD", "k"],
      ["VSIM", "k", "ELE", "a"],
      ["VEMB", "k", "a"],
      ["VADD", "k", "VALUES", "1", "1", "a"],
    ];
    for (const [keys, answer] of [
      ["~k", /^OK$/],
      ["%R~k", /no permissions to access the 'k' key/],
      ["%W~k", /no permissions to access the 'k' key/],
    ] as const) {
      await admin.sendCommand(["ACL", "SETUSER", username, "reset", "on", "+@all", keys]);
      for (const command of commands) expect(await dryRun(...command)).toMatch(answer);
    }
  });
});
