// #region readme
import { createEnergeticEmbedder, embedOne } from "octavec/embedding";

const embedder = createEnergeticEmbedder();
await embedder.warmUp(); // when your service starts: its first question then does not wait for the model

const vector = await embedOne(embedder, "How do I reset my password?");
const several = await embedder.embed(["a first text", "a second text"]);
console.log(vector.length, several.length, embedder.recommendedThreshold?.value);
// 512 2 0.9
// #endregion
