import { randomUUID } from "node:crypto";
import { Script } from "../../script.js";
import { RELINK_ENTRY } from "../script/index.js";
import type { EntryParts } from "./learning-parts.js";

const relinkScript = new Script(RELINK_ENTRY, { readOnly: false });
const TIMEOUT_MS = 5_000;

/** Two entries have one answer from now on. Gives whether the entry was there, and had the answer it was thought to have. */
export async function relinkEntry(
  { executor, keys, memory }: EntryParts,
  entryId: string,
  { from = "", to }: { from?: string; to: string },
): Promise<boolean> {
  const reply = await relinkScript.run(executor, keys.generation, [entryId, from, to], {
    idempotent: true,
    timeoutMs: TIMEOUT_MS,
  });
  memory?.delete(entryId);
  return reply === 1;
}

/** The remedy for a false link: the entry has an answer of its own from now on, which no other entry has. */
export function unlinkEntry(parts: EntryParts, entryId: string): Promise<boolean> {
  return relinkEntry(parts, entryId, { to: `alone:${randomUUID()}` });
}
