import { OctavecError } from "./octavec-error.js";

/**
 * Loads optional packages at their first use.
 *
 * @param what - Subject of the message: `"The rate limiter"`.
 * @throws OctavecError `MISSING_DEPENDENCY` with the install command when one of them is not installed; what else `load` throws.
 */
export async function loadPackage<T>(
  what: string,
  packages: readonly string[],
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissingPackage(cause)) throw cause;
    const [needs, install] =
      packages.length === 1 ? ["an optional package", "Install it"] : ["optional packages", "Install them"];
    throw new OctavecError(
      "MISSING_DEPENDENCY",
      `${what} needs ${needs}. ${install}: npm install ${packages.join(" ")}`,
      { cause, details: { packages } },
    );
  }
}

/** The codes of both module systems of Node: a CommonJS package may `require` one that is missing. */
function isMissingPackage(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
}
