import { describe, inject } from "vitest";

export interface TestServer {
  readonly url: string;
  /** For example `"8.2.3"`. */
  readonly version: string;
}

/** The servers of this run: the shared one, and one of another version where there is one. */
export function testServers(): TestServer[] {
  const shared = { url: inject("redisUrl"), version: inject("redisVersion") };
  const other = inject("otherRedis");
  return "missing" in other || other.version === shared.version ? [shared] : [shared, other];
}

/** The same suite on every server of the run. */
export function onEachServer(suite: (server: TestServer) => void): void {
  for (const server of testServers()) describe(`on Redis ${server.version}`, () => suite(server));
}
