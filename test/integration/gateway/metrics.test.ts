import { expect, test } from "vitest";
import { GATEWAY_METRICS } from "../../../src/telemetry/gateway-table.js";
import { chat, PROMPT, startedProxy } from "../../helpers/gateway-proxy.js";
import { json } from "../../helpers/provider-stand-in.js";

const PATH = "/openai/v1/chat/completions";

test("Prometheus reads requests by route, status and cache, calls of upstreams, bytes and running streams", async () => {
  const { adminUrl, post, standIn } = await startedProxy();
  const read = async () => (await fetch(`${adminUrl}/metrics`)).text();
  const numberOf = async (name: string, labels: string) =>
    Number(new RegExp(`^${name}\\{[^}]*${labels}[^}]*\\} (\\d+)`, "m").exec(await read())?.[1]);

  await (await post(PATH, chat(PROMPT))).text();
  await (await post(PATH, chat(PROMPT))).text();
  standIn.instead = (_, response) => json(response, { error: { message: "slow down" } }, 429);
  await (await post(PATH, chat("another question"))).text();

  const requests = "http_server_request_duration_count";
  const status = (code: number, cache: string) =>
    `http_route="/openai/\\*",http_response_status_code="${code}",octavec_gateway_cache="${cache}"`;
  await expect.poll(() => numberOf(requests, status(200, "miss"))).toBe(1);
  expect(await numberOf(requests, status(200, "hit-memory"))).toBe(1);
  const calls = "http_client_request_duration_count";
  expect(await numberOf(calls, 'octavec_gateway_upstream="openai"[^}]*status_code="200"')).toBe(1);
  expect(await numberOf(calls, 'octavec_gateway_upstream="openai"[^}]*error_type="429"')).toBe(1);
  expect(await numberOf("octavec_gateway_io_total", 'network_io_direction="receive"')).toBeGreaterThan(500);
  expect(await numberOf("octavec_gateway_io_total", 'network_io_direction="transmit"')).toBeGreaterThan(500);
  expect(await numberOf("octavec_cache_saved_tokens_total", 'octavec_cache_token_type="output"')).toBe(8);

  let finish = () => {};
  standIn.instead = (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "Use" } }] })}\n\n`);
    finish = () => response.end("data: [DONE]\n\n");
  };
  const stream = await post(PATH, chat("a third question", { stream: true }));
  expect(await numberOf("octavec_gateway_streams", "")).toBe(1);
  finish();
  await stream.text();
  await expect.poll(() => numberOf("octavec_gateway_streams", "")).toBe(0);

  const text = await read();
  for (const { name } of Object.values(GATEWAY_METRICS)) {
    expect(text).toContain(`# TYPE ${name.replaceAll(".", "_")}`);
  }
  for (const content of [PROMPT, "client-key", "gpt-large"]) expect(text).not.toContain(content);
});
