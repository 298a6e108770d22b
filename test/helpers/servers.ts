import { describe, inject, test } from "vitest";

export interface TestServer {
  readonly url: string;
  /** For example `"8.2.3"`. */
  readonly version: string;
}

/**
 * The same suite on every server that this run tests: the shared one in `npm test`, those of the other versions in
 * `npm run test:full` (the project `versions`).
 */
export function onEachServer(suite: (server: TestServer) => void): void {
  const servers = inject("testedServers");
  for (const server of servers) describe(`on Redis ${server.version}`, () => suite(server));
  if (servers.length === 0) test.skip("on Redis of another version: this machine has none", () => {});
}
