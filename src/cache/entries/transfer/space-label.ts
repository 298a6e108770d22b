import type { EntryContext } from "../entry-context.js";

/** The same for caches whose ids and vectors mean the same: one embedder, one quantization, one `keySecret`. */
export function spaceLabel({ hasher, space }: Pick<EntryContext, "hasher" | "space">): string {
  return hasher.labelId(`space:${space}`);
}
