import { once } from "node:events";
import { connect, type Socket } from "node:net";

/**
 * The ceiling that the benches compare with: one socket that writes bytes encoded beforehand and only counts the lines
 * of the replies. No client that looks at its replies can be faster on the same machine.
 */
export class RawSocket {
  #lines = 0;
  readonly #expected: { lines: number; done: () => void }[] = [];

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#count(chunk));
  }

  static async open(url: string): Promise<RawSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    return new RawSocket(socket);
  }

  /** Writes the bytes; resolves when so many further lines have come back. */
  send(bytes: Buffer | readonly Buffer[], lines: number): Promise<void> {
    return new Promise((resolve) => {
      this.#expected.push({ lines, done: resolve });
      if (Buffer.isBuffer(bytes)) {
        this.socket.write(bytes);
        return;
      }
      this.socket.cork();
      for (const part of bytes) this.socket.write(part);
      this.socket.uncork();
    });
  }

  /** Writes both and waits until what comes back ends with `end`: for replies whose number of lines is not known. */
  async handshake(first: Buffer, last: Buffer, end: string): Promise<void> {
    this.socket.removeAllListeners("data");
    this.socket.write(Buffer.concat([first, last]));
    let received = "";
    while (!received.endsWith(end)) {
      const [chunk] = await once(this.socket, "data");
      received += String(chunk);
    }
    this.socket.on("data", (chunk) => this.#count(chunk));
  }

  close(): void {
    this.socket.destroy();
  }

  #count(chunk: Buffer): void {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) {
      this.#lines++;
      const first = this.#expected[0];
      if (first === undefined || this.#lines < first.lines) continue;
      this.#lines = 0;
      this.#expected.shift();
      first.done();
    }
  }
}

/** The RESP bytes of a command. */
export function encodeCommand(command: readonly (string | Buffer)[]): Buffer {
  const parts: Buffer[] = [Buffer.from(`*${command.length}\r\n`)];
  for (const argument of command) {
    const bytes = typeof argument === "string" ? Buffer.from(argument) : argument;
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n"));
  }
  return Buffer.concat(parts);
}
