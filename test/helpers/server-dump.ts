import type { Reply, VectorClient } from "../../src/index.js";

/** How the values of a type are read whole. */
const READ: Readonly<Record<string, (key: string) => string[]>> = {
  string: (key) => ["GET", key],
  hash: (key) => ["HGETALL", key],
  set: (key) => ["SMEMBERS", key],
  zset: (key) => ["ZRANGE", key, "0", "-1", "WITHSCORES"],
  list: (key) => ["LRANGE", key, "0", "-1"],
  stream: (key) => ["XRANGE", key, "-", "+"],
};

/** Everything that a server holds, as bytes: names of keys, values, elements of vector sets and their attributes. */
export async function dumpOfServer(client: VectorClient): Promise<{ keys: number; bytes: Buffer }> {
  const parts: Buffer[] = [];
  let keys = 0;
  let cursor = "0";
  do {
    const [next, page] = (await client.sendCommand(["SCAN", cursor, "COUNT", "1000"])) as [string, string[]];
    for (const key of page) {
      keys++;
      parts.push(Buffer.from(`${key}\n`));
      const type = String(await client.sendCommand(["TYPE", key]));
      if (type === "vectorset") await addElements(client, key, parts);
      else {
        const read = READ[type];
        if (read === undefined) throw new Error(`a key of type ${type} was not looked into`);
        addReply(await client.executor.send(read(key), { binary: true }), parts);
      }
    }
    cursor = next;
  } while (cursor !== "0");
  return { keys, bytes: Buffer.concat(parts) };
}

async function addElements(client: VectorClient, key: string, parts: Buffer[]): Promise<void> {
  const count = String(await client.sendCommand(["VCARD", key]));
  const names = (await client.sendCommand(["VRANDMEMBER", key, count])) as string[];
  for (const name of names) {
    parts.push(Buffer.from(`${name}\n`));
    addReply(await client.executor.send(["VGETATTR", key, name], { binary: true }), parts);
  }
}

function addReply(reply: Reply, parts: Buffer[]): void {
  if (Array.isArray(reply)) for (const part of reply) addReply(part, parts);
  else if (Buffer.isBuffer(reply)) parts.push(reply, Buffer.from("\n"));
  else if (reply !== null && reply !== undefined) parts.push(Buffer.from(`${String(reply)}\n`));
}
