import { connect } from "octavec";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
// The test embedder reads what is on an image from its bytes. A model looks at the pixels of a file.
const photo = Buffer.from("a red bicycle");

// #region readme
import { SemanticCache } from "octavec/cache";
import { createTestEmbedder } from "octavec/embedding";

await using cache = new SemanticCache({
  client,
  embedder: createTestEmbedder({ dimension: 512, modalities: ["text", "image"] }), // or createClipEmbedder()
  namespace: "catalogue",
  tenant: "acme",
  modalityThresholds: { "text-image": 0.4, "image-image": 0.95 },
});

await cache.wrap({ prompt: { image: photo } }, async () => ({ response: "Model 7, in stock." }));

const again = await cache.lookup({ prompt: { image: photo } });
console.log(again.hit && again.response, again.hit && again.modality);
// Model 7, in stock. image

const asked = await cache.lookup({ prompt: "a red bicycle" });
console.log(asked.hit && asked.tier, asked.hit && asked.modality, asked.why.threshold);
// semantic image 0.4
// #endregion
