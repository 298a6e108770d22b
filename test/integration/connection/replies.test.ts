import { expect, test } from "vitest";
import { openClient } from "../../helpers/collection.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

onEachServer(({ url, version }) => {
  test("the version is the server's own", async () => {
    expect((await openClient(url)).serverVersion).toBe(version);
  });

  test("maps come as flat arrays in the server's order, whatever their keys are called", async () => {
    const client = await openClient(url);
    const key = uniquePrefix("map");
    const fields = ["10", "ten", "2", "two", "__proto__", "p", "constructor", "c", "1", "one", "", "empty"];
    await client.sendCommand(["HSET", key, ...fields]);
    expect(await client.sendCommand(["HGETALL", key])).toEqual(fields);
    await client.sendCommand(["DEL", key]);
  });

  test("bulk strings come byte for byte with binary, and as UTF-8 text without", async () => {
    const client = await openClient(url);
    const key = uniquePrefix("bytes");
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    await client.sendCommand(["SET", key, bytes]);
    expect(await client.sendCommand(["GET", key], { binary: true })).toEqual(bytes);
    await client.sendCommand(["SET", key, "žluťoučký 🦀"]);
    expect(await client.sendCommand(["GET", key])).toBe("žluťoučký 🦀");
    await client.sendCommand(["DEL", key]);
  });

  test("a binary command between text commands on one connection changes nothing for those", async () => {
    const client = await openClient(url, { minConnections: 1, maxConnections: 1 });
    const key = uniquePrefix("mixed");
    await client.sendCommand(["SET", key, "v"]);
    const asked = Array.from({ length: 300 }, (_, i) =>
      client.sendCommand(["GET", key], { binary: i % 3 === 0 }),
    );
    for (const [i, reply] of (await Promise.all(asked)).entries()) {
      expect(Buffer.isBuffer(reply)).toBe(i % 3 === 0);
      expect(String(reply)).toBe("v");
    }
    await client.sendCommand(["DEL", key]);
  });

  test("numbers, doubles, booleans, null and nested arrays keep their kind", async () => {
    const client = await openClient(url);
    const script = "redis.setresp(3); return {7, {double = 0.5}, true, false, {1, {'a', 'b'}}, 'text'}";
    expect(await client.sendCommand(["EVAL", script, "0"])).toEqual([
      7,
      0.5,
      true,
      false,
      [1, ["a", "b"]],
      "text",
    ]);
    expect(await client.sendCommand(["GET", uniquePrefix("missing")])).toBeNull();
  });

  test("a reply of several megabytes arrives whole", async () => {
    const client = await openClient(url);
    const key = uniquePrefix("large");
    const value = Buffer.alloc(8_000_000, "0123456789");
    await client.sendCommand(["SET", key, value]);
    const reply = await client.sendCommand(["GET", key], { binary: true });
    expect(Buffer.isBuffer(reply) && reply.equals(value)).toBe(true);
    await client.sendCommand(["DEL", key]);
  });
});
