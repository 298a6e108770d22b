import { Inject } from "@nestjs/common";
import type {
  CacheRequest,
  SemanticCache,
  StructuredAnswer,
  WrapOptions,
  WrapStreamOptions,
} from "../../cache/index.js";
import { OctavecError, requireKnownFields } from "../../errors/index.js";
import { DEFAULT_NAME, getSemanticCacheToken } from "./tokens.js";

/** How the arguments of a method become a call of the cache. The functions get them, and the instance as `this`. */
export interface SemanticCachedOptions<Args extends readonly unknown[], Controls = WrapOptions> {
  /** The request: what may match by meaning, and what must be the same. */
  readonly request: (...args: Args) => CacheRequest;
  /** Name of the cache in `forFeature({ caches })`. Default `default`. */
  readonly cache?: string | undefined;
  /** Whose answers. Default: the tenant of the cache. */
  readonly tenant?: ((...args: Args) => string) | undefined;
  /** What one call does otherwise than usual: `signal`, `ttlMs`, `bypass`, `refresh` … Default: nothing. */
  readonly controls?: ((...args: Args) => Controls) | undefined;
}

type MethodDecoratorOf<Method> = <M extends Method>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
) => void;

/**
 * Answers a method of a provider from a cache of `OctavecModule.forFeature`; the method is called after a miss, and callers who
 * ask the same at the same time share one call. The method returns a text or an answer in parts, and a hit returns the same. The class
 * is one that Nest creates, in a module that sees the cache.
 *
 * @example
 * import { SemanticCached } from "octavec/nestjs";
 *
 * const cached = SemanticCached({ request: (prompt: string) => ({ prompt, scope: { model: "large" } }) });
 * @throws OctavecError `INVALID_ARGUMENT`. The method throws what it threw, unchanged.
 */
export function SemanticCached<Args extends readonly unknown[]>(
  options: SemanticCachedOptions<Args>,
): MethodDecoratorOf<(...args: Args) => Promise<string | StructuredAnswer>> {
  checkDecoratorOptions("SemanticCached", options);
  return replaceMethod(options, (method) => {
    return async function (this: object, ...args: Args) {
      const { cache, request, controls } = callOf(this, options, args);
      const produce = async () => ({ response: (await Reflect.apply(method, this, args)) as string });
      const { response, structured } = await cache.wrap(request, produce, controls);
      return structured ?? response;
    };
  });
}

/**
 * `SemanticCached` for methods that stream text: async generators, or methods that return an async iterable (not a promise of one). A
 * hit is replayed as `replay` in `controls` says.
 */
export function SemanticCachedStream<Args extends readonly unknown[]>(
  options: SemanticCachedOptions<Args, WrapStreamOptions<string>>,
): MethodDecoratorOf<(...args: Args) => AsyncIterable<string>> {
  checkDecoratorOptions("SemanticCachedStream", options);
  return replaceMethod(options, (method) => {
    return async function* (this: object, ...args: Args) {
      const { cache, request, controls } = callOf(this, options, args);
      const produce = () => Reflect.apply(method, this, args) as AsyncIterable<string>;
      const { stream } = await cache.wrapStream<string>(request, produce, controls);
      yield* stream;
    };
  });
}

function checkDecoratorOptions(what: string, options: object): void {
  requireKnownFields(options, { what, fields: ["request", "cache", "tenant", "controls"] });
  for (const name of ["request", "tenant", "controls"]) {
    const given: unknown = Reflect.get(options, name);
    if (typeof given === "function" || (given === undefined && name !== "request")) continue;
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `${what}: ${name}: expected a function of the method's arguments, got ${typeof given}.`,
    );
  }
}

/** Has the cache injected into instances of the class, and puts `make(method)` in the place of the method. */
function replaceMethod<Method>(
  { cache }: Pick<SemanticCachedOptions<never>, "cache">,
  make: (method: (...args: readonly unknown[]) => unknown) => unknown,
): MethodDecoratorOf<Method> {
  return <M extends Method>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>) => {
    const method: unknown = descriptor.value;
    if (typeof method !== "function") {
      throw new OctavecError("INVALID_ARGUMENT", `${String(key)}: only methods can be cached.`);
    }
    Inject(getSemanticCacheToken(cache))(target, propertyOf(cache));
    const cached = make(method as (...args: readonly unknown[]) => unknown) as object;
    Object.defineProperty(cached, "name", { value: method.name });
    // Routes and guards of Nest are metadata of the function.
    for (const name of Reflect.getMetadataKeys(method)) {
      Reflect.defineMetadata(name, Reflect.getMetadata(name, method), cached);
    }
    descriptor.value = cached as M;
  };
}

/** Where an instance has its cache. */
function propertyOf(cache = DEFAULT_NAME): symbol {
  return Symbol.for(getSemanticCacheToken(cache));
}

function callOf<Args extends readonly unknown[], Controls extends object>(
  instance: object,
  options: SemanticCachedOptions<Args, Controls>,
  args: Args,
): { cache: SemanticCache; request: CacheRequest; controls: Controls } {
  const injected: SemanticCache | undefined = Reflect.get(instance, propertyOf(options.cache));
  if (injected === undefined) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `SemanticCached: ${instance.constructor.name} has no cache "${options.cache ?? DEFAULT_NAME}", because Nest has not ` +
        "created it. List the class in the providers of a module, and inject it instead of writing new.",
    );
  }
  const tenant = options.tenant?.apply(instance, args as never);
  return {
    cache: options.tenant === undefined ? injected : injected.forTenant(tenant as string),
    request: options.request.apply(instance, args as never),
    controls: options.controls?.apply(instance, args as never) ?? ({} as Controls),
  };
}
