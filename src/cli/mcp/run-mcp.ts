import type { McpOptions } from "./mcp-options.js";

/**
 * `octavec mcp`: serves the protocol until standard input ends or the signal is aborted. Standard output has nothing but the protocol.
 *
 * @throws OctavecError as `serveMcp` does.
 */
export async function runMcp(options: McpOptions, signal: AbortSignal): Promise<void> {
  // Only this command needs it.
  const { serveMcp } = await import("../../gateway/index.js");
  const { config, redis, collections, cache: caches, allowWrite } = options;
  const names = collections.split(",").map((name) => name.trim());
  const say = (text: string) => console.error(`octavec mcp: ${text}`);
  await serveMcp({ config, redis, collections: names, caches, allowWrite, say }, signal);
}
