import { readFile } from "node:fs/promises";
import { connect as connectTcp, isIP } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { DeadlineTimer } from "../async/index.js";
import type { RedisAddress } from "./redis-address.js";

/** A reply as text (a number as its digits, null as empty), or the server's error line. */
export interface RedisAnswer {
  readonly text: string;
  readonly isError: boolean;
}

/**
 * Sends commands over a new connection and closes it. It does not use the client of this library, because tests of the client
 * must not depend on it.
 *
 * @throws a plain error if the server cannot be reached, closes the connection or does not answer in time.
 */
export async function askRedis(
  address: RedisAddress,
  commands: readonly (readonly string[])[],
  timeoutMs: number,
): Promise<RedisAnswer[]> {
  const login = loginCommand(address);
  const ca = address.caFile === undefined ? undefined : await readFile(address.caFile);
  const answers = await exchange(
    address,
    ca,
    login === undefined ? commands : [login, ...commands],
    timeoutMs,
  );
  if (login === undefined) return answers;
  const [welcome, ...others] = answers;
  if (welcome?.isError !== true) return others;
  throw new Error(`${address.host}:${address.port} refused the credentials: ${welcome.text}`);
}

function exchange(
  address: RedisAddress,
  ca: Buffer | undefined,
  commands: readonly (readonly string[])[],
  timeoutMs: number,
): Promise<RedisAnswer[]> {
  return new Promise((resolve, reject) => {
    const { host, port } = address;
    const socket = address.tls ? connectTls(tlsOptions(address, ca)) : connectTcp({ host, port });
    const fail = (reason: string): void => {
      socket.destroy();
      reject(new Error(`${host}:${port} ${reason}`));
    };
    const timer = new DeadlineTimer(timeoutMs, () => fail(`did not answer within ${timeoutMs} ms`));
    let received = Buffer.alloc(0);
    socket.on("error", (error) => fail(`cannot be reached: ${error.message}`));
    socket.on("close", () => {
      timer.stop();
      fail("closed the connection");
    });
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      const answers = readAnswers(received);
      if (answers.length < commands.length) return;
      socket.destroy();
      resolve(answers);
    });
    socket.write(commands.map(encodeCommand).join(""));
  });
}

function tlsOptions({ host, port }: RedisAddress, ca: Buffer | undefined): ConnectionOptions {
  return {
    host,
    port,
    // SNI takes names only, no addresses.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
  };
}

function loginCommand({ username, password }: RedisAddress): string[] | undefined {
  if (password === undefined) return undefined;
  return username === undefined ? ["AUTH", password] : ["AUTH", username, password];
}

function encodeCommand(command: readonly string[]): string {
  return `*${command.length}\r\n${command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
}

/** Decodes the complete replies in the buffer (RESP2: simple string, error, integer, bulk string). */
export function readAnswers(received: Buffer): RedisAnswer[] {
  const answers: RedisAnswer[] = [];
  let offset = 0;
  for (;;) {
    const lineEnd = received.indexOf("\r\n", offset);
    if (lineEnd === -1) return answers;
    const kind = String.fromCharCode(received[offset] ?? 0);
    const line = received.toString("utf8", offset + 1, lineEnd);
    offset = lineEnd + 2;
    if (kind === "$" && line !== "-1") {
      const end = offset + Number(line);
      if (received.length < end + 2) return answers;
      answers.push({ text: received.toString("utf8", offset, end), isError: false });
      offset = end + 2;
    } else {
      answers.push({ text: kind === "$" ? "" : line, isError: kind === "-" });
    }
  }
}
