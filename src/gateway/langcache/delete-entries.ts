import { isOctavecError } from "../../errors/index.js";
import type { GatewayCache } from "../caches/index.js";
import { ProblemError } from "../http/index.js";
import { tagsOfAttributes } from "./attributes.js";

/** Deletes the entries that carry all the attributes. @returns how many there were. @throws ProblemError */
export async function deleteByAttributes(
  { definition, entries }: GatewayCache,
  attributes: Readonly<Record<string, string>>,
): Promise<number> {
  const tags = tagsOfAttributes(definition, attributes);
  if (tags.length > 0) return (await entries.invalidate({ tags })).entries;
  if (definition.emptyDelete === "all") return (await entries.invalidate({ all: true })).entries;
  const message = "expected one attribute or more, as this cache does not take {} for everything";
  throw new ProblemError({
    status: 400,
    type: "/errors/invalid-data",
    title: "Invalid data",
    detail: `attributes: ${message}`,
    fields: [{ field: "attributes", rule: "minimum", message }],
  });
}

/** @throws ProblemError 404 if there is no such entry. */
export async function deleteById({ entries }: GatewayCache, entryId: string): Promise<void> {
  try {
    if ((await entries.invalidate({ entryId })).entries > 0) return;
  } catch (error) {
    // An id of another form.
    if (!isOctavecError(error, "INVALID_ARGUMENT")) throw error;
  }
  throw new ProblemError({
    status: 404,
    type: "/errors/cache/entry/not-found",
    title: "Entry not found",
    detail: "There is no entry with this id.",
  });
}

export async function flush({ entries }: GatewayCache): Promise<void> {
  await entries.invalidate({ all: true });
}
