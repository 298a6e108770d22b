import { dirname, join } from "node:path";
import { debianCacheFolder } from "../../src/testing/debian-runtime.js";

/** A folder of the user's cache for binaries that tests fetch, beside the one with Debian's Redis. */
export function userCache(...names: string[]): string {
  return join(dirname(debianCacheFolder(process.env)), ...names);
}
