import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the published contract says of a request's body; the server refuses any other. */
interface EmbeddingsRequest {
  model: string;
  input: string[];
  encoding_format: "float" | "base64";
  dimensions?: number;
}

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: EmbeddingsRequest;
}

/** Answers one request in place of the regular answer. */
export type ScriptedReply = (response: ServerResponse, request: ReceivedRequest) => void;

/** The vector this server gives to a text: enough to tell texts and positions apart. */
export function vectorOf(text: string, dimension: number): number[] {
  return Array.from({ length: dimension }, (_, i) => (text.charCodeAt(i % text.length) + i) / 128);
}

/**
 * An embedding server on 127.0.0.1 that follows the OpenAI contract. `script` holds the replies to the first requests;
 * after them it answers regularly, deliberately with the last text first.
 */
export async function startEmbeddingServer(dimension: number, script: ScriptedReply[] = []) {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body: EmbeddingsRequest = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const request = { path: `${incoming.method} ${incoming.url}`, headers: incoming.headers, body };
    requests.push(request);
    const reply = script[requests.length - 1];
    if (reply !== undefined) reply(response, request);
    else sendJson(response, 200, regularAnswer(body, dimension));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** A refusal in the contract's error shape. */
export function refuse(
  status: number,
  error: object = {},
  headers: Record<string, string> = {},
): ScriptedReply {
  return (response) => sendJson(response, status, { error }, headers);
}

export function regularAnswer(
  { input, model, encoding_format, dimensions }: EmbeddingsRequest,
  dimension: number,
) {
  const data = input.map((text, index) => {
    const vector = vectorOf(text, dimensions ?? dimension);
    const embedding =
      encoding_format === "base64"
        ? Buffer.from(Float32Array.from(vector).buffer).toString("base64")
        : vector;
    return { object: "embedding", index, embedding };
  });
  return { object: "list", model, data: data.reverse(), usage: { prompt_tokens: 1, total_tokens: 1 } };
}
