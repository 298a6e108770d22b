import { OctavecError } from "../../errors/index.js";

/**
 * What to throw when the import of an optional package failed: `MISSING_DEPENDENCY` with the install command when the
 * package is not installed, otherwise the error itself. The import has to stand in `try`: bundlers then accept that the
 * package is absent.
 */
export function missingPackage(name: string, cause: unknown): unknown {
  if (!isMissingPackage(cause)) return cause;
  return new OctavecError(
    "MISSING_DEPENDENCY",
    `This migration source needs an optional package. Install it: npm install ${name}`,
    { cause, details: { packages: [name] } },
  );
}

function isMissingPackage(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
}
