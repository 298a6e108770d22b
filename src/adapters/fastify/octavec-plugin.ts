import type { FastifyInstance } from "fastify";
import { closeInOrder } from "../../async/index.js";
import { SemanticCache, type SemanticCacheOptions } from "../../cache/index.js";
import { VectorClient } from "../../client.js";
import { OctavecError, requireKnownFields } from "../../errors/index.js";
import { createHealthHandlers, type HealthHandlerOptions } from "../../health-handlers.js";
import type { ConnectOptions, RepositoryOptions } from "../../options/index.js";
import type { VectorRepository } from "../../repository/index.js";

export interface OctavecPluginOptions {
  /** Options of `connect()`. The client connects in the background unless `lazy` is false, and logs to the server's logger. */
  readonly connect?: ConnectOptions | undefined;
  /** A client of `connect()`, which stays open when the server is closed. Pass either this or `connect`. */
  readonly client?: VectorClient | undefined;
  /** Options of repositories by the names for `octavec.repository(name)`. Default: none. */
  readonly repositories?: Readonly<Record<string, RepositoryOptions>> | undefined;
  /** Options of caches by the names for `octavec.cache(name)`. Default: none. */
  readonly caches?: Readonly<Record<string, Omit<SemanticCacheOptions, "client" | "url">>> | undefined;
  /** Routes `/live` and `/ready` for probes. Default: none. */
  readonly health?: HealthRouteOptions | undefined;
  /** Name of the decorator; register the plugin again with another one for a second connection. Default `octavec`. */
  readonly decorator?: string | undefined;
}

export interface HealthRouteOptions extends HealthHandlerOptions {
  /** Path before `/live` and `/ready`. Default `/health`. */
  prefix?: string | undefined;
}

declare module "fastify" {
  interface FastifyInstance {
    octavec: FastifyOctavec;
  }
}

/** What the plugin adds to the server. */
export class FastifyOctavec {
  readonly #repositories: ReadonlyMap<string, VectorRepository>;
  readonly #caches: ReadonlyMap<string, SemanticCache>;

  constructor(
    readonly client: VectorClient,
    repositories: ReadonlyMap<string, VectorRepository>,
    caches: ReadonlyMap<string, SemanticCache>,
  ) {
    this.#repositories = repositories;
    this.#caches = caches;
  }

  /** @throws OctavecError `INVALID_ARGUMENT` for a name that the plugin was not given. */
  repository(name = "default"): VectorRepository {
    return byName("repository", this.#repositories, name);
  }

  /** @throws OctavecError `INVALID_ARGUMENT` for a name that the plugin was not given. */
  cache(name = "default"): SemanticCache {
    return byName("cache", this.#caches, name);
  }
}

/** Opens what `app.octavec` has. @throws OctavecError `INVALID_ARGUMENT`, `INVALID_OPTIONS`. */
export async function registerOctavec(app: FastifyInstance, options: OctavecPluginOptions): Promise<void> {
  requireKnownFields(options, {
    what: "options of octavec/fastify",
    // `prefix` and the options of logs belong to `register` itself.
    fields: [
      ...["connect", "client", "repositories", "caches", "health", "decorator"],
      ...["prefix", "logLevel", "logSerializers"],
    ],
  });
  if (options.connect !== undefined && options.client !== undefined) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "options of octavec/fastify: expected connect or client, got both.",
    );
  }
  const own =
    options.client === undefined
      ? await VectorClient.open({ lazy: true, logger: app.log, ...options.connect })
      : undefined;
  try {
    decorate(app, options, own);
  } catch (error) {
    await own?.close();
    throw error;
  }
}

function decorate(app: FastifyInstance, options: OctavecPluginOptions, own: VectorClient | undefined): void {
  const { client = own!, repositories = {}, caches = {}, health, decorator = "octavec" } = options;
  const openCaches = named(caches, (given) => new SemanticCache({ ...given, client }));
  const opened = new FastifyOctavec(
    client,
    named(repositories, (given) => client.repository(given)),
    openCaches,
  );
  app.decorate(decorator, opened);
  // Runs when no request is open any more, also if the hook of another plugin has failed.
  app.addHook("onClose", () => closeInOrder(openCaches.values(), own));
  if (health === undefined) return;
  const { prefix = "/health", ...rest } = health;
  const handlers = createHealthHandlers(client, rest);
  app.get(`${prefix}/live`, handlers.live);
  app.get(`${prefix}/ready`, handlers.ready);
}

function named<Given, Made>(
  given: Readonly<Record<string, Given>>,
  make: (given: Given) => Made,
): ReadonlyMap<string, Made> {
  return new Map(Object.entries(given).map(([name, one]) => [name, make(one)]));
}

function byName<T>(kind: string, named: ReadonlyMap<string, T>, name: string): T {
  const found = named.get(name);
  if (found !== undefined) return found;
  const known = [...named.keys()].map((one) => JSON.stringify(one)).join(", ");
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `${kind}: the plugin was registered without ${JSON.stringify(name)}. It has ${known === "" ? "none" : known}.`,
  );
}
