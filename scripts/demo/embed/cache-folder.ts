import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * The per-user cache folder of octavec: `%LOCALAPPDATA%\octavec` on Windows, elsewhere `$XDG_CACHE_HOME/octavec` or
 * `~/.cache/octavec`. A relative path in the variable is ignored, as the XDG base directory specification requires.
 */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const configured = platform === "win32" ? env.LOCALAPPDATA : env.XDG_CACHE_HOME;
  const base =
    configured !== undefined && isAbsolute(configured) ? configured : join(env.HOME ?? homedir(), ".cache");
  return join(base, "octavec");
}
