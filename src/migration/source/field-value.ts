import { isUtf8 } from "node:buffer";
import { OctavecError } from "../../errors/index.js";
import type { HashFieldType } from "../../options/index.js";

/**
 * What a hash field's bytes mean as an attribute.
 *
 * @throws OctavecError `INVALID_ATTRIBUTES` when they are not of the type that was said.
 */
export function fieldValue(name: string, bytes: Buffer, type: Exclude<HashFieldType, "skip">): unknown {
  if (!isUtf8(bytes)) throw unlike(name, "UTF-8 text", 'Give it the type "skip".');
  const text = bytes.toString();
  switch (type) {
    case "text":
      return text;
    case "number": {
      const value = Number(text);
      if (text.trim() === "" || !Number.isFinite(value)) throw unlike(name, "a finite number");
      return value;
    }
    case "boolean":
      if (text === "1" || text === "true") return true;
      if (text === "0" || text === "false") return false;
      throw unlike(name, "1, 0, true or false");
    case "json":
      try {
        return JSON.parse(text);
      } catch {
        throw unlike(name, "JSON");
      }
  }
}

function unlike(name: string, expected: string, remedy = ""): OctavecError {
  return new OctavecError("INVALID_ATTRIBUTES", `Field ${name}: expected ${expected}. ${remedy}`.trimEnd());
}
