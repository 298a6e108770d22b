import { ConfigurableModuleBuilder, type DynamicModule, Module, type Provider } from "@nestjs/common";
import { VectorClient } from "../../client.js";
import type { ConnectOptions } from "../../options/index.js";
import { OctavecConnection } from "./connection.js";
import { featureProviders, type OctavecFeatureOptions } from "./feature.js";
import { OctavecHealthIndicator } from "./health-indicator.js";
import { DEFAULT_NAME, getConnectionToken, getHealthIndicatorToken, getVectorClientToken } from "./tokens.js";

export interface OctavecModuleExtras {
  /** Name of the connection; an application can have several. Default `default`. */
  name?: string | undefined;
  /** Whether every module sees the connection. With false only those that import this module. Default true. */
  isGlobal?: boolean | undefined;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<ConnectOptions>({
  moduleName: "Octavec",
})
  .setClassMethodName("forRoot")
  .setFactoryMethodName("createOctavecOptions")
  .setExtras<OctavecModuleExtras>({ name: undefined, isGlobal: undefined }, withConnection)
  .build();

/**
 * The module of NestJS. `forRoot` and `forRootAsync` make a connection, with the options of `connect()`, lazily unless they say
 * otherwise. `forFeature` makes repositories and caches on it. When the application shuts down, caches and client are closed after its servers.
 *
 * @example
 * import { OctavecModule } from "octavec/nestjs";
 *
 * const connection = OctavecModule.forRoot({ url: "redis://localhost:6379" });
 * const support = OctavecModule.forFeature({ caches: { answers: { embedder, namespace: "support", tenant: "acme" } } });
 */
export class OctavecModule extends ConfigurableModuleClass {
  static {
    Module({})(OctavecModule);
  }

  /** Repositories and caches, to be injected by name. @throws OctavecError `INVALID_ARGUMENT`. */
  static forFeature(options: OctavecFeatureOptions): DynamicModule {
    const providers = featureProviders(options);
    return {
      module: OctavecModule,
      imports: options.imports ?? [],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}

function withConnection(
  definition: DynamicModule,
  { name = DEFAULT_NAME, isGlobal = true }: OctavecModuleExtras,
): DynamicModule {
  const connection = getConnectionToken(name);
  const opened: Provider[] = [
    { provide: connection, inject: [MODULE_OPTIONS_TOKEN], useFactory: OctavecConnection.open },
    {
      provide: getVectorClientToken(name),
      inject: [connection],
      useFactory: ({ client }: OctavecConnection) => client,
    },
    {
      provide: getHealthIndicatorToken(name),
      inject: [connection],
      useFactory: ({ client }: OctavecConnection) => new OctavecHealthIndicator(client),
    },
  ];
  const byClass: Provider[] = [
    { provide: VectorClient, useExisting: getVectorClientToken() },
    { provide: OctavecHealthIndicator, useExisting: getHealthIndicatorToken() },
  ];
  const providers = name === DEFAULT_NAME ? [...opened, ...byClass] : opened;
  return {
    ...definition,
    global: isGlobal,
    providers: [...(definition.providers ?? []), ...providers],
    exports: providers.map((one) => ("provide" in one ? one.provide : one)),
  };
}
