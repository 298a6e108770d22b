import { describe, inject } from "vitest";

export interface TestServer {
  readonly url: string;
  /** For example `"8.2.3"`. */
  readonly version: string;
}

/** The servers of this run: the shared one, and one of each other version that this machine has. */
export function testServers(): TestServer[] {
  const shared = { url: inject("redisUrl"), version: inject("redisVersion") };
  return [shared, ...inject("otherServers").filter(({ version }) => version !== shared.version)];
}

/** The same suite on every server of the run. */
export function onEachServer(suite: (server: TestServer) => void): void {
  for (const server of testServers()) describe(`on Redis ${server.version}`, () => suite(server));
}
