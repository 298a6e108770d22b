import { OctavecError } from "../../../errors/index.js";
import { type CacheRequest, checkEntryId, checkTags } from "../../question/index.js";

/**
 * Which entries are to be served no more: one entry; all with a tag; all with each of several tags; all answers of a model or a writer;
 * everything of a tenant; or the entries whose cosine similarity to a question, of its modality, in its scope and with its tags, is
 * at least `similarity` (0 to 1).
 */
export type InvalidationTarget =
  | { readonly entryId: string }
  | { readonly tag: string }
  | { readonly tags: readonly string[] }
  | { readonly model: string }
  | { readonly writer: string }
  | { readonly tenant: string }
  | { readonly near: string | CacheRequest; readonly similarity: number }
  | { readonly all: true };

export type CheckedTarget =
  | { readonly kind: "entry" | "tag" | "model" | "writer" | "tenant"; readonly name: string }
  | { readonly kind: "tags"; readonly tags: readonly string[] }
  | { readonly kind: "near"; readonly near: CacheRequest; readonly similarity: number }
  | { readonly kind: "all" };

/** @throws OctavecError `INVALID_ARGUMENT` for anything but exactly one known field, or `near` with `similarity`. */
export function checkTarget(target: InvalidationTarget): CheckedTarget {
  const fields: [string, unknown][] = Object.entries(target ?? {}).filter(([, value]) => value !== undefined);
  if (fields.length === 2 && "near" in target && "similarity" in target) return checkNear(target);
  const [only, ...more] = fields;
  if (only === undefined || more.length > 0) throw invalid(fields.map(([field]) => field).join(", "));
  const [field, value] = only;
  switch (field) {
    case "entryId":
      return { kind: "entry", name: checkEntryId(value) };
    case "tag":
      if (typeof value !== "string") throw invalid("tag of another type");
      checkTags([value]);
      return { kind: "tag", name: value };
    case "tags":
      if (!Array.isArray(value) || value.length === 0)
        throw invalid("tags that are no list, or an empty one");
      return { kind: "tags", tags: checkTags(value) };
    case "model":
    case "writer":
    case "tenant":
      if (typeof value !== "string" || value === "") throw invalid(`${field} that is no text`);
      return { kind: field, name: value };
    case "all":
      // `all: false` is refused: a caller who computes the value must not lose everything.
      if (value !== true) throw invalid("all that is not true");
      return { kind: "all" };
    default:
      throw invalid(field);
  }
}

function checkNear({ near, similarity }: { near: unknown; similarity: unknown }): CheckedTarget {
  if (!(typeof similarity === "number" && similarity >= 0 && similarity <= 1)) {
    throw invalid("a similarity that is not from 0 to 1");
  }
  if (typeof near === "string") return { kind: "near", near: { prompt: near }, similarity };
  if (typeof near !== "object" || near === null) throw invalid("near that is neither a text nor a request");
  return { kind: "near", near, similarity };
}

function invalid(got: string): OctavecError {
  return new OctavecError(
    "INVALID_ARGUMENT",
    `invalidate: expected exactly one of entryId, tag, tags, model, writer, tenant or all: true, or near with similarity; got ${got === "" ? "none" : got}.`,
  );
}
