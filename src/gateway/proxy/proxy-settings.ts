import { type CheckedGatewayConfig, type Environment, secretOf } from "../config/index.js";
import type { OtherGatewayName } from "../other-gateways/index.js";
import { Callers } from "./callers.js";
import type { Upstream } from "./upstreams.js";

/** The proxy of a configuration, with its secrets. */
export interface ProxySettings {
  /** Name of the cache. */
  readonly cache: string;
  readonly upstreams: readonly Upstream[];
  /** Who has which key of the gateway. */
  readonly callers: Callers;
  /** Whether callers may use keys of their own, which are passed on. */
  readonly clientKeys: boolean;
  /** Other gateways whose names for the cache requests may use. */
  readonly controls: readonly OtherGatewayName[];
}

/** @throws OctavecError `INVALID_OPTIONS` if a variable with a key is not set. */
export function proxySettings(
  { proxy }: CheckedGatewayConfig,
  environment: Environment,
): ProxySettings | undefined {
  if (proxy === undefined) return undefined;
  const { cache, upstreams, keys, clientKeys, controls } = proxy;
  return {
    cache,
    clientKeys,
    controls,
    upstreams: upstreams.map(({ keyEnv, ...upstream }, index) => ({
      ...upstream,
      key:
        keyEnv === undefined ? undefined : secretOf(environment, keyEnv, `proxy.upstreams.${index}.keyEnv`),
    })),
    callers: new Callers(
      keys.map(({ env, ...key }, index) => ({
        ...key,
        key: secretOf(environment, env, `proxy.keys.${index}.env`),
      })),
    ),
  };
}
