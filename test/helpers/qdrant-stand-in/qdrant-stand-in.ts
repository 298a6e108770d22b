import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type CollectionParams, StoredCollection } from "./stored-collection.js";
import { Refusal, wireJson } from "./wire.js";

/** What happens to a request instead of its answer, or before it. */
export type Fault =
  | { kind: "status"; status: number; error?: string; headers?: Record<string, string> }
  /** The connection is closed without a word, or after half of the answer. */
  | { kind: "drop"; after: "head" | "half" }
  | { kind: "slow"; delayMs: number }
  | { kind: "body"; text: string };

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
  /** Milliseconds of `performance.now()`. */
  readonly atMs: number;
}

/**
 * An HTTP server that answers as Qdrant's published OpenAPI says, for the part of it that a migration uses: collection
 * info and creation, upsert, scroll, retrieve, query, count; errors as `{ status: { error }, time }`; api-key. Points
 * live in memory and outlive `restart`.
 */
export class QdrantStandIn implements AsyncDisposable {
  readonly collections = new Map<string, StoredCollection>();
  readonly requests: SeenRequest[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #faults: { path: string; fault: Fault }[] = [];
  #server: Server | undefined;
  #port = 0;

  constructor(private readonly apiKey?: string) {}

  static async started(apiKey?: string): Promise<QdrantStandIn> {
    const standIn = new QdrantStandIn(apiKey);
    await standIn.start();
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  create(name: string, params: CollectionParams): StoredCollection {
    const collection = new StoredCollection(params);
    this.collections.set(name, collection);
    return collection;
  }

  /** The next request whose path ends so meets this; several wait in line. */
  meet(path: string, ...faults: Fault[]): void {
    this.#faults.push(...faults.map((fault) => ({ path, fault })));
  }

  /** Requests whose path ends so. */
  seen(path: string): SeenRequest[] {
    return this.requests.filter((request) => request.path.endsWith(path));
  }

  /** At the port of the last time, after `stop`. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(() => request.socket.destroy());
    });
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no TCP address");
    this.#port = address.port;
    this.#server = server;
  }

  /** As a crash: connections end where they are. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { pathname: path } = new URL(request.url ?? "", this.url);
    const method = request.method ?? "";
    this.requests.push({ method, path, headers: request.headers, body, atMs: performance.now() });
    const at = this.#faults.findIndex((planned) => path.endsWith(planned.path));
    const fault = at < 0 ? undefined : this.#faults.splice(at, 1)[0]?.fault;
    if (fault?.kind === "drop" && fault.after === "head") return void request.socket.destroy();
    if (fault?.kind === "slow") await sleep(fault.delayMs, undefined, { ref: false });
    if (fault?.kind === "body") return void response.writeHead(200).end(fault.text);
    const { status, text, headers } = this.#reply(method, path, request, body, fault);
    if (fault?.kind === "drop") {
      response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) });
      response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
      return;
    }
    response.writeHead(status, headers).end(text);
  }

  #reply(
    method: string,
    path: string,
    request: IncomingMessage,
    body: Record<string, unknown>,
    fault: Fault | undefined,
  ): { status: number; text: string; headers: Record<string, string> } {
    const headers = { "content-type": "application/json" };
    if (this.apiKey !== undefined && request.headers["api-key"] !== this.apiKey) {
      const given = request.headers["api-key"];
      // Plain text, as Qdrant does; some gateways repeat the key.
      const text =
        given === undefined
          ? "Must provide an API key or an Authorization bearer token"
          : `Invalid API key or JWT: ${String(given)}`;
      return { status: given === undefined ? 401 : 403, text, headers: { "content-type": "text/plain" } };
    }
    try {
      if (fault?.kind === "status") throw new Refusal(fault.status, fault.error ?? "out of order");
      const result = this.#route(method, path, body);
      return { status: 200, text: wireJson({ result, status: "ok", time: 0.000_1 }), headers };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const text = wireJson({ status: { error: error.error }, time: 0.000_1 });
      const more = fault?.kind === "status" ? fault.headers : {};
      return { status: error.status, text, headers: { ...headers, ...more } };
    }
  }

  #route(method: string, path: string, body: Record<string, unknown>): unknown {
    const [, collections, encoded = "", ...rest] = path.split("/");
    if (collections !== "collections") throw new Refusal(404, "");
    const name = decodeURIComponent(encoded);
    const route = `${method} ${rest.join("/")}`;
    if (route === "PUT ") {
      if (this.collections.has(name)) {
        throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
      }
      this.create(name, body);
      return true;
    }
    const collection = this.collections.get(name);
    if (collection === undefined) {
      throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
    }
    switch (route) {
      case "GET ":
        return collection.info();
      case "PUT points":
        return collection.upsert(body);
      case "POST points":
        return collection.retrieve(body);
      case "POST points/scroll":
        return collection.scroll(body);
      case "POST points/query":
        return collection.query(body);
      case "POST points/count":
        return { count: collection.size };
      default:
        throw new Refusal(404, "");
    }
  }
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : JSON.parse(text, exactInteger);
}

/** Reads great ids exactly, as Qdrant does, where this Node.js shows a reviver the source text (since Node.js 21). */
function exactInteger(_key: string, value: unknown, ...[context]: readonly { readonly source?: string }[]) {
  const source = context?.source ?? "";
  return /^\d{16,}$/.test(source) ? BigInt(source) : value;
}
