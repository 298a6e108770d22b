import { createServer } from "node:http";
import { createTestEmbedder } from "octavec/embedding";
import { createGateway } from "octavec/gateway";

// In place of a provider.
const provider = createServer((_request, response) => {
  const message = { role: "assistant", content: "Use the link in the mail." };
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({
      ...{ id: "1", object: "chat.completion", created: 1, model: "gpt-5" },
      choices: [{ index: 0, message, finish_reason: "stop" }],
    }),
  );
});
await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
const address = provider.address();
const baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/v1`;

const gateway = await createGateway(
  {
    redis: process.env.REDIS_URL ?? "redis://localhost:6379",
    namespace: `example-${process.pid}`,
    listen: { port: 0, adminPort: 0 },
    caches: [{ name: "support", threshold: 0.85 }],
    proxy: { cache: "support", upstreams: [{ name: "main", format: "openai", baseUrl }] },
  },
  { embedder: createTestEmbedder({ dimension: 64 }) },
);
const gatewayUrl = `http://127.0.0.1:${gateway.port}`;
const apiKey = "the key of the provider";

// #region readme
import OpenAI from "openai";

const openai = new OpenAI({ apiKey, baseURL: `${gatewayUrl}/openai/v1` });
const ask = (content: string) =>
  openai.chat.completions.create({ model: "gpt-5", messages: [{ role: "user", content }] }).withResponse();

const first = await ask("How do I reset my password?");
const again = await ask("how do I reset my password please");
console.log(first.response.headers.get("x-octavec-cache"), again.response.headers.get("cache-status"));
// miss octavec; hit; detail=semantic
console.log(again.data.choices[0]?.message.content);
// Use the link in the mail.
// #endregion
await gateway.close();
provider.close();
