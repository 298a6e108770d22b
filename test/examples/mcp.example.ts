import { connect } from "octavec";
import { createTestEmbedder, embedOne } from "octavec/embedding";
import { createGateway } from "octavec/gateway";

const redis = process.env.REDIS_URL ?? "redis://localhost:6379";
const namespace = `example-${process.pid}`;
const embedder = createTestEmbedder({ dimension: 64 });
const client = await connect({ url: redis });
const articles = client.repository({ namespace, collection: "articles", dimension: 64 });
await articles.upsert({
  id: "42",
  vector: await embedOne(embedder, "How do I pay my invoice?"),
  attributes: { lang: "en" },
});
const gateway = await createGateway(
  {
    ...{ redis, namespace, listen: { port: 0, adminPort: 0 } },
    mcp: { keys: [{ env: "AGENT_KEY", collections: [`${namespace}:*`] }] },
  },
  { embedder, environment: { AGENT_KEY: "a-long-random-key" } },
);
const gatewayUrl = `http://127.0.0.1:${gateway.port}`;
const agentKey = "a-long-random-key";
const collection = `${namespace}:articles`;

// #region readme
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

const agent = new Client({ name: "my-agent", version: "1.0.0" });
const headers = { authorization: `Bearer ${agentKey}` };
await agent.connect(
  new StreamableHTTPClientTransport(new URL("/mcp", gatewayUrl), { requestInit: { headers } }),
);

const { tools } = await agent.listTools();
console.log(tools.map(({ name }) => name).join(" "));
// list_collections info search get
const found = await agent.callTool({
  name: "search",
  arguments: { collection, text: "How do I pay my invoice?", limit: 1 },
});
const { hits } = found.structuredContent as { hits: { id: string; similarity: number }[] };
console.log(hits[0]?.id);
// 42
// #endregion
await agent.close();
await articles.drop();
await gateway.close();
await client.close();
