import type { Embedder } from "../../../src/embedding/index.js";
import { f } from "../../../src/index.js";
import { type Answer, ask } from "./ask-questions.js";
import type { PassageAttributes, PassageRepository } from "./store-passages.js";

const NOTE = "The coffee machine on the second floor is cleaned every Friday at four o'clock.";
const NOTE_QUESTION = "When is the coffee machine cleaned?";

/** Asks the same question within one package. Fails if a hit comes from another package. */
export async function showFilter(
  repository: PassageRepository,
  { query, vector, hits }: Answer,
): Promise<void> {
  const packages = hits.map((hit) => hit.attributes?.package ?? "");
  // Not the package of the best hit, so that the effect of the filter is visible.
  const chosen = packages.find((name) => name !== packages[0]) ?? packages[0] ?? "";
  const found = await ask(repository, `${query}  [only package ${chosen}]`, vector, f.eq("package", chosen));
  expectThat(
    found.length > 0 && found.every((hit) => hit.attributes?.package === chosen),
    "a filtered search returned no hit, or one of another package",
  );
}

/** Replaces the best hit's text, vector and attributes, finds it by its new text, deletes it, and no longer finds it. */
export async function showUpdateAndDelete(
  repository: PassageRepository,
  embedder: Embedder,
  { hits: [best] }: Answer,
): Promise<void> {
  if (best?.attributes === undefined) return;
  const { id } = best;
  const [noteVector, questionVector] = await embedder.embed([NOTE, NOTE_QUESTION]);

  const attributes: PassageAttributes = { ...best.attributes, section: "Edited by the demo", text: NOTE };
  const { inserted } = await repository.upsert({ id, vector: noteVector!, attributes });
  console.log(`\nUpdated ${id}: ${NOTE}`);
  expectThat(!inserted, "an update created a new element");
  const [found] = await ask(repository, NOTE_QUESTION, questionVector!);
  expectThat(
    found?.id === id && found.attributes?.text === NOTE,
    "the updated passage was not found by its new text",
  );

  const before = await repository.count();
  const removed = await repository.delete(id);
  const after = await repository.count();
  console.log(`\nDeleted ${id}: ${before} → ${after} passages.`);
  expectThat(removed === 1 && after === before - 1, "the deletion did not remove exactly one passage");
  const remaining = await ask(repository, NOTE_QUESTION, questionVector!);
  expectThat(
    remaining.every((hit) => hit.id !== id),
    "a deleted passage was found",
  );
}

/** Makes the demo fail if the server does not behave as the demo says. */
function expectThat(isTrue: boolean, otherwise: string): void {
  if (!isTrue) throw new Error(`The demo failed: ${otherwise}.`);
}
