import { embedCorpus } from "../../demo/steps/embed-corpus.js";
import { prepareCorpus } from "../../demo/steps/prepare-corpus.js";
import { dealSet, type TestSet } from "../sets/test-set.js";

const QUERIES = 400;

/**
 * Real embeddings of passages of the documentation in node_modules, by the bundled encoder of 512 dimensions. For 1,536
 * dimensions there is no model without network. That set has three embeddings of each passage side by side: of the whole, of
 * its first half and of its second half. Its components are real, its geometry is not that of a model of 1,536 dimensions.
 */
export async function passageSets(
  { passages, seed }: { readonly passages: number; readonly seed: number },
  signal: AbortSignal,
): Promise<TestSet[]> {
  const corpus = prepareCorpus({
    path: undefined,
    queries: [],
    json: undefined,
    keep: false,
    limit: passages,
  });
  const all = [...corpus.stored, ...corpus.heldOut];
  const views = [
    all,
    all.map((passage) => ({ ...passage, text: half(passage.text, 0) })),
    all.map((passage) => ({ ...passage, text: half(passage.text, 1) })),
  ];
  const embedded: Float32Array[][] = [];
  for (const view of views) embedded.push((await embedCorpus({ stored: view, heldOut: [] }, signal)).stored);
  const [whole = []] = embedded;
  const joined = whole.map((_, place) => concatenated(embedded.map((vectors) => vectors[place]!)));
  const deal = { queries: QUERIES, seed };
  return [
    dealSet(
      { name: "512", about: "passages of documentation, sentence encoder", kind: "sentences" },
      whole,
      deal,
    ),
    dealSet(
      { name: "1536", about: "the same passages, three embeddings side by side", kind: "sentences" },
      joined,
      deal,
    ),
  ];
}

/** One half of a text, divided between two words. */
function half(text: string, which: 0 | 1): string {
  const words = text.split(/\s+/).filter(Boolean);
  const middle = Math.ceil(words.length / 2);
  const part = which === 0 ? words.slice(0, middle) : words.slice(middle);
  return part.join(" ") || text;
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}
