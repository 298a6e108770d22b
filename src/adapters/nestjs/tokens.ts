import { Inject } from "@nestjs/common";

/** The name of a connection, a repository or a cache that was given none. */
export const DEFAULT_NAME = "default";

/** The token of a connection's client (`VectorClient`). For the default connection the class is a token, too. */
export function getVectorClientToken(connection = DEFAULT_NAME): string {
  return `octavec:client:${connection}`;
}

/** The token of a repository that `forFeature` made. */
export function getVectorRepositoryToken(name = DEFAULT_NAME): string {
  return `octavec:repository:${name}`;
}

/** The token of a cache that `forFeature` made. */
export function getSemanticCacheToken(name = DEFAULT_NAME): string {
  return `octavec:cache:${name}`;
}

/** The token of a connection's health indicator. For the default connection the class is a token, too. */
export function getHealthIndicatorToken(connection = DEFAULT_NAME): string {
  return `octavec:health:${connection}`;
}

/** The token of what opens and closes a connection. */
export function getConnectionToken(connection: string): string {
  return `octavec:connection:${connection}`;
}

/** Injects the client of a connection: `constructor(@InjectVectorClient() client: VectorClient)`. */
export function InjectVectorClient(connection?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getVectorClientToken(connection));
}

/** Injects a repository of `forFeature({ repositories })` by its name there. */
export function InjectVectorRepository(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getVectorRepositoryToken(name));
}

/** Injects a cache of `forFeature({ caches })` by its name there. */
export function InjectSemanticCache(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getSemanticCacheToken(name));
}

/** Injects the health indicator of a connection that has a name. */
export function InjectHealthIndicator(connection?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getHealthIndicatorToken(connection));
}
