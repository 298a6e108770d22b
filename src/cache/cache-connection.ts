import { VectorClient } from "../client.js";
import { OctavecError } from "../errors/index.js";
import {
  backgroundFailureEvent,
  EventHub,
  type EventListener,
  FailedCalls,
  type Logger,
  type OctavecEvent,
} from "../monitoring/index.js";
import { type CacheTelemetryOptions, cacheConnectionSchema, parseOptions } from "../options/index.js";
import type { CacheClient, CachePartsOptions } from "./cache-parts.js";

/** How a cache reaches Redis, and who receives its events. */
export interface CacheConnectionOptions {
  /** A client of `connect()`, which the cache does not close. Pass either this or `url`. */
  client?: CacheClient | undefined;
  /**
   * The server. The cache then makes its own client, which connects in the background (`lazy`), and closes it in `close()`.
   * Pass either this or `client`.
   */
  url?: string | undefined;
  /**
   * Called with every event of the cache's client, and with the failures in the background of this cache and those of
   * `forTenant`. Default: nothing is called.
   */
  onEvent?: EventListener | undefined;
  /** Gets one line for each of these events. A pino logger fits. Default: nothing is logged. */
  logger?: Logger | undefined;
}

/** Settings and collaborators of a cache, and either a client of `connect()` or the `url` of a client of its own. */
export type SemanticCacheOptions = Omit<CachePartsOptions, "client"> &
  Omit<CacheConnectionOptions, "client" | "url"> &
  ({ client: CacheClient; url?: undefined } | { url: string; client?: undefined });

/** A client, and a function that ends what the cache opened or subscribed to. */
export interface CacheConnection {
  readonly client: CacheClient;
  close(): Promise<void>;
}

/** @throws OctavecError `INVALID_OPTIONS`. */
export function openCacheConnection(
  { client, ...own }: CacheConnectionOptions,
  telemetry: CacheTelemetryOptions | undefined,
): CacheConnection {
  const { url, ...receivers } = parseOptions(cacheConnectionSchema, own, "semantic cache options");
  if ((client === undefined) === (url === undefined)) {
    const given = client === undefined ? "neither came" : "both came";
    throw invalid(`expected either client, of connect(), or url; ${given}`);
  }
  if (client !== undefined && typeof client?.executor?.send !== "function") {
    throw invalid("client: expected a client of connect()");
  }
  const opened =
    url === undefined ? undefined : VectorClient.openLazily({ url, telemetry: clientTelemetry(telemetry) });
  const watched = watchedClient(opened ?? client!, receivers);
  return {
    client: watched.client,
    close: async () => {
      watched.stop();
      await opened?.close();
    },
  };
}

/** Events about one cache, which it also sends to its own listeners. */
const OF_ONE_CACHE: ReadonlySet<OctavecEvent["type"]> = new Set<OctavecEvent["type"]>([
  "background-failure",
  "decision-mode",
  "decision-drift",
  "sweep-leader",
  "tuned",
]);

/** The client with listeners of the cache's own. */
function watchedClient(
  client: CacheClient,
  receivers: Pick<CacheConnectionOptions, "onEvent" | "logger">,
): { client: CacheClient; stop: () => void } {
  if (receivers.onEvent === undefined && receivers.logger === undefined) return { client, stop: () => {} };
  const events = new EventHub(receivers);
  const bypassed = new FailedCalls();
  const bypassedIn = (downMs: number) => bypassed.total - bypassed.totalAt(performance.now() - downMs);
  const stop = client.subscribe?.((event: OctavecEvent) => {
    if (event.type === "server-up") events.emit({ ...event, bypassedCalls: bypassedIn(event.downMs) });
    // Other caches on the client have listeners of their own.
    else if (!OF_ONE_CACHE.has(event.type)) events.emit(event);
  });
  return {
    client: {
      executor: client.executor,
      telemetry: client.telemetry,
      reportBackgroundFailure: (failure) => {
        client.reportBackgroundFailure?.(failure);
        events.emit(backgroundFailureEvent(failure));
      },
      reportChange: (event) => {
        client.reportChange?.(event);
        events.emit(event);
      },
      reportBypass: () => bypassed.add(),
      // The client sends it to all of its listeners, of which `events` is one.
      reportEmbedder: (event) => {
        if (stop === undefined || client.reportEmbedder === undefined) events.emit(event);
        else client.reportEmbedder(event);
      },
    },
    stop: stop ?? (() => {}),
  };
}

function clientTelemetry(telemetry: CacheTelemetryOptions | undefined) {
  const { enabled, tracerProvider, meterProvider } = telemetry ?? {};
  return { enabled, tracerProvider, meterProvider };
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `Invalid semantic cache options: ${problem}.`);
}
