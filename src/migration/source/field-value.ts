import { isUtf8 } from "node:buffer";
import { OctavecError } from "../../errors/index.js";
import type { HashFieldType } from "../../options/index.js";

/**
 * Reads the bytes of a hash field as an attribute of the given type.
 *
 * @throws OctavecError `INVALID_ATTRIBUTES` if the bytes do not have that type.
 */
export function fieldValue(name: string, bytes: Buffer, type: Exclude<HashFieldType, "skip">): unknown {
  if (!isUtf8(bytes)) throw wrongType(name, "UTF-8 text", 'Give it the type "skip".');
  const text = bytes.toString();
  switch (type) {
    case "text":
      return text;
    case "number": {
      const value = Number(text);
      if (text.trim() === "" || !Number.isFinite(value)) throw wrongType(name, "a finite number");
      return value;
    }
    case "boolean":
      if (text === "1" || text === "true") return true;
      if (text === "0" || text === "false") return false;
      throw wrongType(name, "1, 0, true or false");
    case "json":
      try {
        return JSON.parse(text);
      } catch {
        throw wrongType(name, "JSON");
      }
  }
}

function wrongType(name: string, expected: string, remedy = ""): OctavecError {
  return new OctavecError("INVALID_ATTRIBUTES", `Field ${name}: expected ${expected}. ${remedy}`.trimEnd());
}
