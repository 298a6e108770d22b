import { SemanticCache } from "../src/cache/index.js";
import { createEnergeticEmbedder } from "../src/embedding/index.js";
import { connect } from "../src/index.js";
import { startRedis8 } from "../src/testing/index.js";
const T = Number(process.env.T ?? 50);
await using redis = await startRedis8();
await using client = await connect({ url: redis.url });
const embedder = createEnergeticEmbedder();
const cache = new SemanticCache({ client, embedder, namespace: "bench", tenant: "t", timeoutMs: T });
await embedder.warmUp();
let n = 0;
for (let r = 0; r < 4; r++) {
  const at = performance.now();
  let c0 = process.cpuUsage();
  const answers = await Promise.all(Array.from({ length: 500 }, () => cache.wrap({ prompt: `How do I send back number ${n++} of my order?` }, async () => ({ response: "x" }))));
  const by: Record<string, number> = {};
  for (const a of answers) { const k = `${a.hit}:${a.reason}`; by[k] = (by[k] ?? 0) + 1; }
  const c = process.cpuUsage(c0);
  console.log(Math.round(performance.now() - at), "ms cpu", Math.round((c.user + c.system) / 1000), JSON.stringify(by));
}
console.log(String(await client.sendCommand(["INFO", "commandstats"])).split("\n").filter((l) => /evalsha|vsim|hmget/i.test(l)).map((l) => l.replace(/,rejected.*/, "")).join("\n"));
await cache.close();
