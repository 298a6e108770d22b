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
    { repositories = {}, caches = {} }: Pick<OctavecPluginOptions, "repositories" | "caches">,
  ) {
    this.#repositories = new Map(
      Object.entries(repositories).map(([name, options]) => [name, client.repository(options)]),
    );
    this.#caches = new Map(
      Object.entries(caches).map(([name, options]) => [name, new SemanticCache({ ...options, client })]),
    );
  }

  /** @throws OctavecError `INVALID_ARGUMENT` for a name that the plugin was not given. */
  repository(name = "default"): VectorRepository {
    return byName("repository", this.#repositories, name);
  }

  /** @throws OctavecError `INVALID_ARGUMENT` for a name that the plugin was not given. */
  cache(name = "default"): SemanticCache {
    return byName("cache", this.#caches, name);
  }

  /** Closes the caches, and then the client if it is the plugin's own. */
  close(ownClient: VectorClient | undefined): Promise<void> {
    return closeInOrder(this.#caches.values(), ownClient);
  }
}

/** Opens what `app.octavec` has. @throws OctavecError `INVALID_ARGUMENT`, `INVALID_OPTIONS`. */
export async function registerOctavec(app: FastifyInstance, options: OctavecPluginOptions): Promise<void> {
  requireKnownFields(options, {
    what: "options of octavec/fastify",
    // `prefix` and `logLevel` are options of `register` itself.
    fields: ["connect", "client", "repositories", "caches", "health", "decorator", "prefix", "logLevel"],
  });
  const { connect, client, health, decorator = "octavec" } = options;
  if (connect !== undefined && client !== undefined) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "options of octavec/fastify: expected connect or client, got both.",
    );
  }
  const own =
    client === undefined ? await VectorClient.open({ lazy: true, logger: app.log, ...connect }) : undefined;
  const octavec = await made(() => new FastifyOctavec(client ?? own!, options), own);
  app.decorate(decorator, octavec);
  // Runs when no request is open any more, also if the hook of another plugin has failed.
  app.addHook("onClose", () => octavec.close(own));
  if (health === undefined) return;
  const { prefix = "/health", ...rest } = health;
  const handlers = createHealthHandlers(octavec.client, rest);
  app.get(`${prefix}/live`, handlers.live);
  app.get(`${prefix}/ready`, handlers.ready);
}

/** A client for which nothing could be made does not stay open. */
async function made<T>(make: () => T, own: VectorClient | undefined): Promise<T> {
  try {
    return make();
  } catch (error) {
    await own?.close();
    throw error;
  }
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
