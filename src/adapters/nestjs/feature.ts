import type { DynamicModule, FactoryProvider } from "@nestjs/common";
import { requireKnownFields } from "../../errors/index.js";
import type { RepositoryOptions } from "../../options/index.js";
import type { OctavecCacheOptions, OctavecConnection } from "./connection.js";
import {
  DEFAULT_NAME,
  getConnectionToken,
  getSemanticCacheToken,
  getVectorRepositoryToken,
} from "./tokens.js";

/** Options, or a provider's factory that makes them of what it injects. */
export type GivenOptions<T> = T | Pick<FactoryProvider<T>, "inject" | "useFactory">;

export interface OctavecFeatureOptions {
  /** Name of the connection. Default `default`. */
  readonly connection?: string | undefined;
  /** Modules that export what the factories inject, or the module of `forRoot({ isGlobal: false })`. Default: none. */
  readonly imports?: DynamicModule["imports"];
  /** Options of repositories, or factories of them, by the names for `@InjectVectorRepository(name)`. Default: none. */
  readonly repositories?: Readonly<Record<string, GivenOptions<RepositoryOptions>>> | undefined;
  /** Options of caches, or factories of them, by the names for `@InjectSemanticCache(name)`. Default: none. */
  readonly caches?: Readonly<Record<string, GivenOptions<OctavecCacheOptions>>> | undefined;
}

/** The providers of the repositories and caches of one part of an application. */
export function featureProviders(options: OctavecFeatureOptions): FactoryProvider[] {
  requireKnownFields(options, {
    what: "options of OctavecModule.forFeature",
    fields: ["connection", "imports", "repositories", "caches"],
  });
  const { connection = DEFAULT_NAME, repositories = {}, caches = {} } = options;
  return [
    ...Object.entries(repositories).map(([name, given]) =>
      provider({ token: getVectorRepositoryToken(name), connection, given }, ({ client }, made) =>
        client.repository(made),
      ),
    ),
    ...Object.entries(caches).map(([name, given]) =>
      provider({ token: getSemanticCacheToken(name), connection, given }, (opened, made) =>
        opened.cache(made),
      ),
    ),
  ];
}

interface Provided<T> {
  readonly token: string;
  readonly connection: string;
  readonly given: GivenOptions<T>;
}

function provider<T extends object>(
  { token, connection, given }: Provided<T>,
  make: (connection: OctavecConnection, options: T) => object,
): FactoryProvider {
  const { inject = [], useFactory } = isFactory(given) ? given : { useFactory: () => given };
  return {
    provide: token,
    inject: [getConnectionToken(connection), ...inject],
    useFactory: async (opened: OctavecConnection, ...injected: unknown[]) =>
      make(opened, await useFactory(...injected)),
  };
}

function isFactory<T extends object>(
  given: GivenOptions<T>,
): given is Pick<FactoryProvider<T>, "inject" | "useFactory"> {
  return "useFactory" in given;
}
