import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { startedGateway } from "../helpers/gateway.js";
import { seededRandom } from "../helpers/seeded-vectors.js";

const REQUESTS = 10_000;
const AT_ONCE = 16;
const SEED = Number(process.env.OCTAVEC_SEED ?? Date.now() % 1_000_000);
const KEYS = ["client-1", "client-2", "client-3", "client-4", "team-key-1", "team-key-2"];
const PLACES = [undefined, "a", "b"];
const TOPICS = ["password", "parcel", "invoice", "refund", "address", "contract", "holiday", "salary"];
const FORMS = ["how do I change my", "how do i change my", "please tell me how I change my", "where is my"];

/** A provider whose answer names who asked, and for what. It counts its calls. */
async function provider(): Promise<{ url: string; calls: () => number }> {
  let calls = 0;
  const server = createServer(async (request, response) => {
    calls++;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { stream, model } = JSON.parse(Buffer.concat(chunks).toString()) as {
      stream?: boolean;
      model: string;
    };
    const content = `${request.headers["x-who"]} ${model}`;
    const whole = { id: "1", object: "chat.completion", created: 1, model };
    const choice = { index: 0, finish_reason: "stop" };
    if (stream !== true) {
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({ ...whole, choices: [{ ...choice, message: { role: "assistant", content } }] }),
      );
      return;
    }
    response.setHeader("content-type", "text/event-stream");
    const chunk = (delta: object, finish_reason: string | null) =>
      `data: ${JSON.stringify({ ...whole, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
    response.end(`${chunk({ role: "assistant", content }, null)}${chunk({}, "stop")}data: [DONE]\n\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, calls: () => calls };
}

it(`in ${REQUESTS} mixed requests of ${KEYS.length} keys over HTTP no answer crosses to another caller (seed ${SEED})`, async () => {
  const upstream = await provider();
  const { url } = await startedGateway(
    {
      caches: [{ name: "support", threshold: 0.7 }],
      proxy: {
        cache: "support",
        upstreams: [
          { name: "main", format: "openai", baseUrl: upstream.url, models: ["*"], keyEnv: "UPSTREAM" },
        ],
        keys: [
          { env: "TEAM_1", tenant: "one" },
          { env: "TEAM_2", tenant: "two" },
        ],
      },
    },
    { environment: { UPSTREAM: "secret", TEAM_1: "team-key-1", TEAM_2: "team-key-2" } },
  );
  const random = seededRandom(SEED);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  let hits = 0;
  const ask = async () => {
    const [key, tenant, namespace] = [pick(KEYS), pick(PLACES), pick(PLACES)];
    const model = pick(["small", "large"]);
    const who = JSON.stringify([key, tenant, namespace]);
    const headers = new Headers({
      ...{ "content-type": "application/json", authorization: `Bearer ${key}`, "x-who": who },
      ...(tenant === undefined ? {} : { "x-octavec-tenant": tenant }),
      ...(namespace === undefined ? {} : { "x-octavec-namespace": namespace }),
      ...(random() < 0.05 ? { "cache-control": pick(["no-cache", "no-store", "max-age=1"]) } : {}),
      ...(random() < 0.05 ? { "x-octavec-threshold": "0.01" } : {}),
    });
    const stream = random() < 0.3;
    const messages = [{ role: "user", content: `${pick(FORMS)} ${pick(TOPICS)}` }];
    const body = JSON.stringify({ model, messages, ...(stream ? { stream } : {}) });
    const response = await fetch(`${url}/openai/v1/chat/completions`, { method: "POST", headers, body });
    const text = await response.text();
    if (response.headers.get("x-octavec-cache")?.startsWith("hit")) hits++;
    if (!text.includes(JSON.stringify(`${who} ${model}`))) {
      throw new Error(`${who} ${model} got an answer for another: ${response.status} ${text}`);
    }
  };
  let left = REQUESTS;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) await ask();
    }),
  );
  expect(upstream.calls()).toBeLessThan(REQUESTS);
  expect(hits).toBeGreaterThan(REQUESTS / 2);
}, 300_000);
