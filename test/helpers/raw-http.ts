import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A connection on which a test writes bytes of its own. */
export interface RawConnection {
  readonly socket: Socket;
  /** What has come so far. */
  text(): string;
  /** Resolves when the connection has ended, with all that came. */
  readonly closed: Promise<string>;
  /** Resolves when this much has come. */
  until(pattern: RegExp): Promise<string>;
}

export function rawConnection(port: number, { allowHalfOpen = false } = {}): RawConnection {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen });
  onTestFinished(() => void socket.destroy());
  let received = "";
  const closed = new Promise<string>((resolve) => socket.on("close", () => resolve(received)));
  socket.setEncoding("latin1").on("data", (text: string) => {
    received += text;
  });
  // A reset is an end, too.
  socket.on("error", () => {});
  const until = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => pattern.test(received) && resolve(received);
      look();
      socket.on("data", look);
      void closed.then(() => reject(new Error(`the connection ended after: ${received}`)));
    });
  return { socket, text: () => received, closed, until };
}

/** Status and body of the first reply in the text. */
export function firstReply(text: string): { status: number; body: unknown } {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  const body = rest.join("\r\n\r\n").slice(0, length);
  return { status, body: body.startsWith("{") ? JSON.parse(body) : body };
}

/** A request as text. `headers` may contradict the body. */
export function rawRequest(
  path: string,
  {
    method = "POST",
    headers = {},
    body = "",
  }: { method?: string; headers?: Record<string, string>; body?: string },
): string {
  const all = { host: "gateway", "content-length": String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${[`${method} ${path} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n${body}`;
}
