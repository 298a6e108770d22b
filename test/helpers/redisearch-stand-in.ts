import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { systemTiming } from "../../src/async/index.js";
import type { Reply } from "../../src/executor.js";
import { RedisConnection } from "../../src/migration/redisearch/redis-connection.js";
import { decodeVectorBlob } from "../../src/migration/source/vector-blob.js";
import { type FtIndex, ftInfoReply, ftSearchReply } from "./ft-replies.js";
import { parseReply } from "./resp.js";
import { cosine } from "./seeded-vectors.js";

/**
 * A real Redis with a Query Engine before it that it has not: FT.INFO, FT.ALIASLIST and KNN searches with no filter or one tag
 * are answered in the published formats (RESP2), the search by comparing every hash; whatever else comes is passed on.
 * @returns its URL.
 */
export async function rediSearchStandIn(redisUrl: string, index: FtIndex): Promise<string> {
  const redis = new RedisConnection({ url: redisUrl }, systemTiming);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received: Buffer = Buffer.alloc(0);
    let answered = Promise.resolve();
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (;;) {
        const parsed = parseReply(received, { binary: true });
        if (parsed === undefined) return;
        received = received.subarray(parsed.end);
        const command = Array.isArray(parsed.reply) ? parsed.reply.map((word) => asBuffer(word)) : [];
        answered = answered.then(async () => {
          const reply = await answer(redis, index, command).then(wire, refusal);
          if (!socket.destroyed) socket.write(reply);
        });
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await redis.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return `redis://127.0.0.1:${address.port}`;
}

async function answer(redis: RedisConnection, index: FtIndex, command: readonly Buffer[]): Promise<Reply> {
  const [name = "", asked = "", query = ""] = command.map(String);
  if (!name.startsWith("FT.")) return redis.send([...command], { binary: true });
  if (asked !== index.name) throw new Error("Unknown index name");
  if (name === "FT.INFO") return ftInfoReply(index, 2);
  if (name === "FT.ALIASLIST") return [];
  if (name === "FT.SEARCH") return nearest(redis, index, query, command);
  throw new Error(`unknown command '${name}'`);
}

async function nearest(redis: RedisConnection, index: FtIndex, query: string, command: readonly Buffer[]) {
  const field = index.fields.find(({ vector }) => vector !== undefined);
  const [, limit] = /=>\[KNN (\d+) /.exec(query) ?? [];
  const [, tag, value] = /^\(@(\w+):\{(\w+)\}\)/.exec(query) ?? [];
  const blob = command[command.findIndex((word) => word.toString() === "octavec_vector") + 1];
  if (field?.vector === undefined || limit === undefined || blob === undefined)
    throw new Error("Syntax error");
  if (tag === undefined && !query.startsWith("*")) throw new Error("Syntax error");
  const wanted = vectorOf(blob, field.vector.dimension);
  const rows: { key: string; name: string; value: string }[] = [];
  const pattern = `${index.prefixes?.[0] ?? ""}*`;
  const keys = list(await redis.send(["KEYS", pattern])).map(String);
  const fields = [field.path, tag ?? ""];
  const found = await redis.pipeline(
    keys.map((key) => ["HMGET", key, ...fields]),
    { binary: true },
  );
  for (const [place, key] of keys.entries()) {
    const step = found[place];
    const [vector, tagged] = step?.ok ? list(step.value) : [];
    if (!Buffer.isBuffer(vector) || vector.length !== wanted.length * 4) continue;
    if (tag !== undefined && String(tagged) !== value) continue;
    const distance = 1 - cosine(wanted, vectorOf(vector, wanted.length));
    rows.push({ key, name: "__octavec_score", value: String(distance) });
  }
  rows.sort((a, b) => Number(a.value) - Number(b.value));
  return ftSearchReply(rows.slice(0, Number(limit)), 2);
}

function vectorOf(blob: Buffer, dimension: number): Float32Array {
  return Float32Array.from(decodeVectorBlob("FLOAT32", blob, dimension));
}

function list(reply: Reply): readonly Reply[] {
  return Array.isArray(reply) ? reply : [];
}

function asBuffer(word: Reply): Buffer {
  return Buffer.isBuffer(word) ? word : Buffer.from(String(word));
}

/** RESP2, texts as bulk strings. */
function wire(reply: Reply): Buffer {
  if (Array.isArray(reply)) return Buffer.concat([Buffer.from(`*${reply.length}\r\n`), ...reply.map(wire)]);
  if (reply === null) return Buffer.from("$-1\r\n");
  if (Number.isInteger(reply)) return Buffer.from(`:${reply}\r\n`);
  const bytes = asBuffer(reply);
  return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n")]);
}

function refusal(error: unknown): Buffer {
  const said = error instanceof Error ? error.message : String(error);
  return Buffer.from(`-ERR ${said.replaceAll(/[\r\n]/g, " ")}\r\n`);
}
