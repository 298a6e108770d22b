import { OctavecError } from "../../errors/index.js";

/**
 * Loads an optional package at its first use.
 *
 * @throws OctavecError `MISSING_DEPENDENCY` with the install command when it is not installed.
 */
export async function loadPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissingPackage(cause)) throw cause;
    throw new OctavecError(
      "MISSING_DEPENDENCY",
      `This migration source needs an optional package. Install it: npm install ${name}`,
      { cause, details: { packages: [name] } },
    );
  }
}

function isMissingPackage(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
}
