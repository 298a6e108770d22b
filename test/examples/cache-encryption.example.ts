import { randomBytes } from "node:crypto";
import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const secretOf = (variable: string) => process.env[variable] ?? randomBytes(32).toString("base64");

// #region readme
await using cache = new SemanticCache({
  client,
  namespace: "example-encrypted",
  tenant: "acme",
  keySecret: secretOf("CACHE_NAMES_SECRET"),
  encryption: { keys: { "2026-11": secretOf("CACHE_SECRET") }, current: "2026-11" },
});
await cache.store({ prompt: "How do I pay?", response: "By card." });
const found = await cache.lookup({ prompt: "How do I pay?" });
console.log(found.hit && found.response);
// By card.
// #endregion
await cache.clearTenant();
