import { OctavecError } from "../../errors/index.js";

/**
 * For `await import(NAME).catch(missingPackage(NAME))`. In this form bundlers accept that an optional package is absent.
 *
 * @throws OctavecError `MISSING_DEPENDENCY` with the install command when the package is not installed; otherwise the
 *   error that came.
 */
export function missingPackage(name: string): (cause: unknown) => never {
  return (cause) => {
    if (!isMissingPackage(cause)) throw cause;
    throw new OctavecError(
      "MISSING_DEPENDENCY",
      `This migration source needs an optional package. Install it: npm install ${name}`,
      { cause, details: { packages: [name] } },
    );
  };
}

function isMissingPackage(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
}
