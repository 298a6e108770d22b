/**
 * A program that looks one question up so many times, says so, and waits to be ended without ever closing its cache.
 * Arguments: url, namespace, question, scope (JSON), times.
 */
import { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { connect } from "../../../src/index.js";

const [url, namespace, prompt, scope, times] = process.argv.slice(2);
if (url === undefined || namespace === undefined || scope === undefined) throw new Error("too few arguments");

const client = await connect({ url, minConnections: 1 });
const embedder = createTestEmbedder({ dimension: 128 });
const cache = new SemanticCache({ client, embedder, namespace, tenant: "acme", timeoutMs: 30_000 });
for (let i = 0; i < Number(times); i++) await cache.lookup({ prompt, scope: JSON.parse(scope) });
console.log("looked up");
setInterval(() => {}, 60_000);
