import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { parseReply } from "./resp.js";

export interface StandInServer {
  readonly url: string;
  readonly port: number;
  /** Commands that came, words in upper case where they are names. */
  readonly commands: string[][];
  /** Connections that are open now. */
  readonly sockets: ReadonlySet<Socket>;
}

/**
 * A TCP server that is no Redis: it answers each command with the bytes that `answer` gives, or not at all. Only for what
 * no real Redis 8 does: an old version's handshake, silence from the first byte, a broken reply.
 */
export async function standInServer(
  answer: (command: readonly string[], socket: Socket) => string | undefined,
): Promise<StandInServer> {
  const commands: string[][] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received: Buffer = Buffer.alloc(0);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (let parsed = parseReply(received); parsed !== undefined; parsed = parseReply(received)) {
        received = received.subarray(parsed.end);
        const command = Array.isArray(parsed.reply) ? parsed.reply.map(String) : [];
        commands.push(command);
        const reply = answer(command, socket);
        if (reply !== undefined && !socket.destroyed) socket.write(reply);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return { url: `redis://127.0.0.1:${address.port}`, port: address.port, commands, sockets };
}

/** The reply of `HELLO 3` as a server of this version gives it. */
export function helloReply(version: string, modules: readonly string[] = ["vectorset"]): string {
  const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
  const fields = [
    bulk("server") + bulk("redis"),
    bulk("version") + bulk(version),
    `${bulk("proto")}:3\r\n`,
    `${bulk("id")}:1\r\n`,
    bulk("mode") + bulk("standalone"),
    bulk("role") + bulk("master"),
    `${bulk("modules")}*${modules.length}\r\n${modules.map((name) => `%1\r\n${bulk("name")}${bulk(name)}`).join("")}`,
  ];
  return `%${fields.length}\r\n${fields.join("")}`;
}
