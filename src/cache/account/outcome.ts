import type { MissReason } from "../contract/index.js";

/** What became of a look-up that was no hit: nothing fitting was there, it was not to be cached, or the cache failed. */
export type MissKind = "miss" | "bypass" | "error";

const KINDS: Readonly<Partial<Record<MissReason, MissKind>>> = {
  "multi-turn": "bypass",
  "agent-turn": "bypass",
  "empty-prompt": "bypass",
  "prompt-too-long": "bypass",
  "embedding-failed": "error",
  unavailable: "error",
};

export function kindOf(reason: MissReason): MissKind {
  return KINDS[reason] ?? "miss";
}
