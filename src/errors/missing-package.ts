import { OctavecError } from "./octavec-error.js";

/**
 * Makes the error to throw when the import of an optional package failed. Write the import inside `try`, because bundlers
 * then accept that the package is not installed.
 *
 * @param what - Subject of the message, for example `"The rate limiter"`.
 * @returns `MISSING_DEPENDENCY` with the install command if one of the packages is not installed, and else `cause` itself.
 */
export function missingPackage(what: string, packages: readonly string[], cause: unknown): unknown {
  if (!isMissingPackage(cause)) return cause;
  const [needs, install] =
    packages.length === 1 ? ["an optional package", "Install it"] : ["optional packages", "Install them"];
  return new OctavecError(
    "MISSING_DEPENDENCY",
    `${what} needs ${needs}. ${install}: npm install ${packages.join(" ")}`,
    { cause, details: { packages } },
  );
}

/** Checks the codes of both module systems, because a CommonJS package may `require` a missing one. */
function isMissingPackage(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
}
