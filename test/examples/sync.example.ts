// #region readme
import { openSync } from "octavec/sync";

using client = openSync({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const notes = client.repository({ namespace: "script", collection: "notes", dimension: 2 });
notes.upsertMany([
  { id: "a", vector: [1, 0], attributes: { text: "first" } },
  { id: "b", vector: [0, 1], attributes: { text: "second" } },
]);
const [nearest] = notes.search({ vector: [0.9, 0.1], limit: 1 });
console.log(nearest?.attributes?.text, notes.count());
// first 2
// #endregion
notes.drop();
