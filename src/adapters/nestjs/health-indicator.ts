import type { VectorClient } from "../../client.js";
import { requireKnownFields } from "../../errors/index.js";

export interface HealthCheckOptions {
  /** Longest wait for the server's answer, in milliseconds, 1 to 60,000. Default 1,000. */
  readonly timeoutMs?: number | undefined;
  /** Whether the service needs Redis to serve. Then it is `down` while Redis is. Default false: it is `degraded`. */
  readonly required?: boolean | undefined;
}

/** A result of Terminus: the status under the key of the check. */
export type OctavecHealthResult<Key extends string> = Record<
  Key,
  { status: "up" | "degraded" | "down"; message?: string }
>;

/**
 * A health indicator for `HealthCheckService` of Terminus. `up`: work sent now would be done. `degraded`: Redis is away, so
 * caches are bypassed and every question goes to the model; the application still answers. `down`: Redis is away and `required`, or the
 * client was closed.
 *
 * It needs nothing of Terminus. Terminus 11 knows no `degraded`: it answers 200 and leaves the check out.
 */
export class OctavecHealthIndicator {
  constructor(private readonly client: Pick<VectorClient, "health">) {}

  /** Sends one PING to each server. Never rejects for a server that is down. @throws OctavecError `INVALID_ARGUMENT`. */
  async check<const Key extends string>(
    key: Key,
    options: HealthCheckOptions = {},
  ): Promise<OctavecHealthResult<Key>> {
    requireKnownFields(options, { what: "options of check", fields: ["timeoutMs", "required"] });
    const { timeoutMs = 1_000, required = false } = options;
    const { ready, live, error } = await this.client.health({ timeoutMs });
    const status = ready ? "up" : live && !required ? "degraded" : "down";
    const message = live ? (error?.code ?? "Redis does not answer") : "the client was closed";
    return { [key]: ready ? { status } : { status, message } } as OctavecHealthResult<Key>;
  }
}
