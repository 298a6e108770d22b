import { connect } from "octavec";
import { createEnergeticEmbedder } from "octavec/embedding";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const embedder = createEnergeticEmbedder();
await client.repository({ namespace: "demo", collection: "words", dimension: embedder.dimension }).drop();

// #region readme
import { f } from "octavec";
import { embedOne } from "octavec/embedding";

interface Note {
  body: string;
  year: number;
}
const notes = client.repository<Note & Record<string, unknown>>({
  namespace: "demo",
  collection: "words",
  dimension: embedder.dimension,
  text: { field: "body", language: "en" }, // fixed at creation; the language needs npm install @orama/stemmers
});
const bodies = [
  "Error ERR-42: the payment was refused by the bank.",
  "Two invoices were paid late.",
  "An invoice is due in thirty days.",
  "The bank is closed on public holidays.",
];
const vectors = await embedder.embed(bodies);
await notes.upsertMany(
  bodies.map((body, n) => ({ id: `note ${n}`, vector: vectors[n]!, attributes: { body, year: 2024 + n } })),
);

// By words: codes, names, and other forms of a word.
const named = await notes.search({ text: "err-42" });
console.log(named.map(({ id, textScore }) => `${id} ${textScore.toFixed(2)}`));
// [ 'note 0 2.08' ]
const invoices = await notes.search({ text: "paying an invoice", filter: f.gte("year", 2026), limit: 5 });
console.log(invoices.map(({ attributes }) => attributes?.body));
// [ 'An invoice is due in thirty days.' ]

// By meaning and words.
const vector = await embedOne(embedder, "When do I have to pay the invoice?");
const text = "pay invoice due";
const both = await notes.search({ vector, text, limit: 2 }); // fusion: "rrf"
const weighted = await notes.search({ vector, text, fusion: { vectorWeight: 0.7 }, limit: 2 });
console.log([both, weighted].map((hits) => hits.map(({ id }) => id)));
// [ [ 'note 2', 'note 1' ], [ 'note 2', 'note 1' ] ]
// #endregion
