import { OctavecError } from "../errors/index.js";
import { forbidsScripts } from "../script.js";

/** Explains the refusal of a script by a call that cannot do without. Other errors are returned as they are. */
export function explainForbiddenScript<E>(call: string, error: E): E | OctavecError {
  if (!forbidsScripts(error)) return error;
  return new OctavecError(
    "NOT_AUTHORIZED",
    `${call} compares and changes a record in one step, which takes a script, and this Redis user may run none. Nothing was ` +
      "changed. Allow it the commands EVALSHA and EVAL (ACL SETUSER … +evalsha +eval).",
    { cause: error, details: { missing: ["evalsha", "eval"] } },
  );
}
