import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** The body of `POST /api/embed`, as https://docs.ollama.com/api/embed describes it. */
export interface EmbedRequest {
  readonly model: string;
  readonly input: string | string[];
  readonly truncate?: boolean;
  readonly keep_alive?: string | number;
  readonly dimensions?: number;
}

const FIELDS = ["model", "input", "truncate", "keep_alive", "dimensions", "options"];
/** Characters that the model of this server reads of a text. */
const CONTEXT = 40;

/**
 * A server on 127.0.0.1 that answers as Ollama does: 404 for a model it lacks, 400 for a text that is too long and may not be cut. With
 * `hangs` it accepts and never answers.
 */
export async function startOllama({ model = "tiny", dimension = 4, hangs = false } = {}) {
  const requests: EmbedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body: EmbedRequest = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    requests.push(body);
    if (hangs) return;
    const reply = (status: number, content: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
    const unknown = Object.keys(body).find((field) => !FIELDS.includes(field));
    if (incoming.url !== "/api/embed" || unknown !== undefined)
      return reply(400, { error: `unknown ${unknown}` });
    if (body.model !== model)
      return reply(404, { error: `model "${body.model}" not found, try pulling it first` });
    const input = [body.input].flat();
    if (body.truncate === false && input.some((text) => text.length > CONTEXT)) {
      return reply(400, { error: "the input length exceeds the context length" });
    }
    const length = body.dimensions ?? dimension;
    const embeddings = input.map((text) =>
      Array.from({ length }, (_, i) => text.charCodeAt(i % text.length) / 128),
    );
    return reply(200, { model, embeddings, total_duration: 1, load_duration: 1, prompt_eval_count: 8 });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return { host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close };
}
