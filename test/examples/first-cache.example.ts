import { connect } from "octavec";
// #region readme
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";

const cache = new SemanticCache({
  url: "redis://localhost:6379",
  embedder: createEnergeticEmbedder(), // runs in this process, without network
  namespace: "demo",
  tenant: "acme", // part of every key, so tenants cannot see each other's answers
});

const prompts = [
  "How do I reset my password?",
  "How can I reset my password?",
  "How do I delete my account?",
];
const answers = [];
for (const prompt of prompts) {
  // On a miss the cache calls this function, which asks your model.
  const { hit, response } = await cache.wrap({ prompt }, async () => ({ response: `Answer to “${prompt}”` }));
  answers.push(`${hit ? "hit: " : "miss:"} ${response}`);
}
await cache.close();
console.log(answers.join("\n"));
// miss: Answer to “How do I reset my password?”
// hit:  Answer to “How do I reset my password?”
// miss: Answer to “How do I delete my account?”
// #endregion
await using client = await connect({ url: "redis://localhost:6379" });
await new SemanticCache({ client, namespace: "demo", tenant: "acme" }).clearTenant();
