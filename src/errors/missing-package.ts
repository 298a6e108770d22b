import { OctavecError } from "./octavec-error.js";

/**
 * What to throw when the import of an optional package failed. The import has to stand in `try` by itself: bundlers then
 * accept that the package is absent.
 *
 * @param what - Subject of the message: `"The rate limiter"`.
 * @returns `MISSING_DEPENDENCY` with the install command when one of the packages is not installed, otherwise `cause` itself.
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

/** The codes of both module systems of Node: a CommonJS package may `require` one that is missing. */
function isMissingPackage(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
}
