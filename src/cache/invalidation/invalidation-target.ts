import { OctavecError } from "../../errors/index.js";
import { checkEntryId, checkTags } from "../request/index.js";

/** What is to be served no more: one entry, all that carry a tag, all answers of a model, or everything of a tenant. */
export type InvalidationTarget =
  | { readonly entryId: string }
  | { readonly tag: string }
  | { readonly model: string }
  | { readonly tenant: string }
  | { readonly all: true };

export type CheckedTarget =
  | { readonly kind: "entry" | "tag" | "model" | "tenant"; readonly name: string }
  | { readonly kind: "all" };

/** @throws OctavecError `INVALID_ARGUMENT` for anything but exactly one known field. */
export function checkTarget(target: InvalidationTarget): CheckedTarget {
  const fields: [string, unknown][] = Object.entries(target ?? {}).filter(([, value]) => value !== undefined);
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
    case "model":
    case "tenant":
      if (typeof value !== "string" || value === "") throw invalid(`${field} that is no text`);
      return { kind: field, name: value };
    case "all":
      // `all: false` deletes nothing: whoever computes it must not lose everything.
      if (value !== true) throw invalid("all that is not true");
      return { kind: "all" };
    default:
      throw invalid(field);
  }
}

function invalid(got: string): OctavecError {
  return new OctavecError(
    "INVALID_ARGUMENT",
    `invalidate: expected exactly one of entryId, tag, model, tenant or all: true; got ${got === "" ? "none" : got}.`,
  );
}
