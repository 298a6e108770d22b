import { OctavecError } from "../errors/index.js";
import type { Topology } from "./nodes/topology.js";

/**
 * Isolates one server or all.
 *
 * @returns one function for each, that ends it.
 * @throws OctavecError `INVALID_ARGUMENT` when there is no such server, or it has no breaker.
 */
export async function isolateServers(
  topology: Topology,
  server: string | undefined,
): Promise<readonly (() => void)[]> {
  const statuses = topology.nodes().filter(({ label }) => server === undefined || label === server);
  if (statuses.length === 0) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "isolate: expected the name of a server as health() shows it (host:port); there is none of that name.",
    );
  }
  const nodes = await Promise.all(statuses.map((status) => status.open()));
  return nodes.map(({ breaker }) => {
    if (breaker === undefined) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        "isolate: circuit breakers are switched off; connect without `breaker: { enabled: false }`.",
      );
    }
    return breaker.isolate();
  });
}
