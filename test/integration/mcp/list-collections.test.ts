import { beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { connect, type VectorClient } from "../../../src/index.js";
import { CollectionNames, MCP_TOOLS, type McpReach } from "../../../src/mcp/index.js";
import { startedCluster } from "../../helpers/cluster.js";
import { startedRedis } from "../../helpers/started-redis.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

let client: VectorClient;
beforeAll(async () => {
  client = await connect({ url: inject("redisUrl") });
  return () => client.close();
});

interface Listed {
  readonly collections: readonly { readonly collection: string; readonly records: number }[];
  readonly unreadable: readonly string[];
  readonly nextCursor?: string;
}

/** Lists the collections of these names, as a caller who may use no others. */
async function list(
  names: readonly string[],
  args: Record<string, unknown> = {},
  through: VectorClient = client,
): Promise<Listed> {
  const tool = MCP_TOOLS.find(({ name }) => name === "list_collections");
  const reach: McpReach = {
    ...{ client: through, namespace: "octavec", caches: [], embedder: undefined },
    collections: { names: new CollectionNames(names), write: false },
  };
  const call = { reach, signal: new AbortController().signal };
  return (await tool?.run(call, args)) as unknown as Listed;
}

async function listAll(names: readonly string[], limit: number) {
  const found = new Set<string>();
  let pages = 0;
  let largest = 0;
  let cursor: string | undefined;
  do {
    const page = await list(names, { limit, cursor });
    for (const { collection } of page.collections) found.add(collection);
    largest = Math.max(largest, page.collections.length);
    cursor = page.nextCursor;
    pages++;
  } while (cursor !== undefined);
  return { found, pages, largest };
}

describe("list_collections", () => {
  it("finds every collection among other keys, page by page", async () => {
    const namespace = uniquePrefix("mcp-list");
    const created = Array.from({ length: 120 }, (_, place) => `${namespace}:c${place}`);
    await client.executor.pipeline(
      created.flatMap((name, place) => [
        ["VADD", `{${name}}:v`, "VALUES", "2", "1", "0", "a"],
        ["SET", `{${name}}:other`, String(place)],
        ["SADD", `{${name}}s:v`, "a"],
      ]),
    );
    for (const limit of [7, 100]) {
      const { found, pages, largest } = await listAll([`${namespace}:*`], limit);
      expect([...found].sort()).toEqual([...created].sort());
      expect(pages).toBeGreaterThanOrEqual(Math.floor(120 / (2 * limit)));
      // SCAN ends a step with a whole bucket of its table, which holds several keys.
      expect(largest).toBeLessThanOrEqual(2 * limit + 8);
    }
    // Names that are given need no search, and those without a collection are left out.
    const given = [...created.slice(0, 5), `${namespace}:absent`];
    const { found, pages } = await listAll(given, 2);
    expect([[...found].sort(), pages]).toEqual([created.slice(0, 5).sort(), 3]);
  });

  it("knows sets that another program has made, and leaves out the index of a cache and sets under other keys", async () => {
    const namespace = uniquePrefix("mcp-list");
    const add = (key: string) => client.sendCommand(["VADD", key, "VALUES", "2", "1", "0", "a"]);
    await add(`{${namespace}:foreign}:v`);
    await add(`{${namespace}:cache}:0:v:scope`);
    await add(`${namespace}:raw`);
    await add(`{${namespace}:bad name}:v`);
    const { found } = await listAll([`${namespace}:*`], 50);
    expect([...found]).toEqual([`${namespace}:foreign`]);
  });

  it("lists a collection with shards once, under its own name, which opens it", async () => {
    const namespace = uniquePrefix("mcp-list");
    const place = { namespace, collection: "spread", dimension: 2, shards: 3 };
    const docs = client.repository(place);
    onTestFinished(() => docs.drop());
    await docs.upsertMany(Array.from({ length: 30 }, (_, n) => ({ id: `r${n}`, vector: [1, n] })));
    const spread = { collection: `${namespace}:spread`, records: 30, dimension: 2, quantization: "q8" };
    for (const names of [[`${namespace}:*`], [`${namespace}:spread`]])
      expect(await list(names)).toEqual({ collections: [spread], unreadable: [] });
    // A caller who may use the shards alone may use nothing.
    expect((await list([`${namespace}:spread:*`])).collections).toEqual([]);

    const search = MCP_TOOLS.find(({ name }) => name === "search");
    const reach: McpReach = {
      ...{ client, namespace: "octavec", caches: [], embedder: undefined },
      collections: { names: new CollectionNames([`${namespace}:*`]), write: false },
    };
    const call = { reach, signal: new AbortController().signal };
    const found = await search?.run(call, { collection: `${namespace}:spread`, vector: [1, 0], limit: 30 });
    expect(found?.hits).toHaveLength(30);
  });

  it("refuses a cursor of another form, and one of another kind of list", async () => {
    for (const cursor of ["x", "scan:-1", "at:3", `scan:${"9".repeat(30)}`]) {
      await expect(list(["*"], { cursor })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    }
  });

  it("ends with the signal", async () => {
    const gone = AbortSignal.abort(new Error("gone"));
    const tool = MCP_TOOLS.find(({ name }) => name === "list_collections");
    const reach: McpReach = {
      ...{ client, namespace: "octavec", caches: [], embedder: undefined },
      collections: { names: new CollectionNames(["*"]), write: false },
    };
    await expect(tool?.run({ reach, signal: gone }, {})).rejects.toThrow("gone");
  });

  it("says what to do where the user of Redis may not look for keys, and lists those that are named", async () => {
    const redis = await startedRedis();
    const owner = await connect({ url: redis.url });
    onTestFinished(() => owner.close());
    for (const name of ["a", "b"]) {
      await owner
        .repository({ namespace: "shop", collection: name, dimension: 2 })
        .upsert({ id: "x", vector: [1, 0] });
    }
    await owner.sendCommand(
      "ACL SETUSER agent on >secret resetkeys ~{shop:a}:* -@all +vinfo +hgetall +ping +hello +client +info".split(
        " ",
      ),
    );
    const agent = await connect({ url: redis.url.replace("redis://", "redis://agent:secret@") });
    onTestFinished(() => agent.close());
    await expect(list(["shop:*"], {}, agent)).rejects.toMatchObject({
      code: "NOT_AUTHORIZED",
      message: expect.stringMatching(/may not run SCAN.*--collections/),
    });
    expect(await list(["shop:a", "shop:b"], {}, agent)).toMatchObject({
      collections: [{ collection: "shop:a", records: 1 }],
      unreadable: ["shop:b"],
    });
  });

  it("says what to do in a cluster, and lists the collections of all its servers that are named", async () => {
    const cluster = await startedCluster();
    const all = await connect({ cluster: { nodes: cluster.nodes.map(({ url }) => url) } });
    onTestFinished(() => all.close());
    const names = ["shop:a", "shop:b", "shop:c", "shop:d"];
    for (const name of names) {
      const [namespace, collection] = name.split(":");
      await all
        .repository({ namespace: namespace!, collection: collection!, dimension: 2 })
        .upsert({ id: "x", vector: [1, 0] });
    }
    await expect(list(["shop:*"], {}, all)).rejects.toMatchObject({
      code: "UNSUPPORTED_OPERATION",
      message: expect.stringMatching(/cluster.*--collections/),
    });
    const { collections } = await list(names, {}, all);
    expect(collections.map(({ collection }) => collection)).toEqual(names);
  });
});
