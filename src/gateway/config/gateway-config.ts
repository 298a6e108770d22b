/** The configuration of a gateway, as the file `./octavec.yaml` has it. Everything can be left out. */
export interface GatewayConfig {
  /** The JSON schema, for editors. The gateway does not read it. */
  $schema?: string | undefined;
  /** URL of Redis. Default: `REDIS_URL`, else `redis://localhost:6379`; the other `REDIS_…` variables count, too. */
  redis?: string | undefined;
  /** First part of every key in Redis: letters, digits, `_ .` and `-`, up to 64 characters. Gateways with the same one share everything. Default `octavec`. */
  namespace?: string | undefined;
  /** Where the gateway listens. */
  listen?:
    | {
        /** Address. Default `127.0.0.1`; others than those of this machine need keys for every cache. */
        host?: string | undefined;
        /** Port of caches and proxy; 0 for a free one. Default 8080. */
        port?: number | undefined;
        /** Port of the control plane, health and metrics; 0 for a free one. Default 9100. */
        adminPort?: number | undefined;
        /** TLS on both ports, version 1.2 or later. Default: plain HTTP. */
        tls?:
          | {
              /** PEM file with the certificate of the gateway and those between it and the root. */
              certFile: string;
              /** PEM file with its private key, without a passphrase. */
              keyFile: string;
              /** PEM file with the authorities of clients. Needed for `clientCertificates`. Default: none. */
              caFile?: string | undefined;
              /** Whether clients show a certificate of these authorities: `request` lets clients without one in, `require` does not. Default `none`. */
              clientCertificates?: "none" | "request" | "require" | undefined;
            }
          | undefined;
      }
    | undefined;
  /** What clients may send, and how long it may take. */
  limits?:
    | {
        /** Largest body of a request, in bytes. Default 4,194,304 (4 MiB). */
        bodyBytes?: number | undefined;
        /** Largest headers of a request together, in bytes. Default 16,384. */
        headerBytes?: number | undefined;
        /** Longest time for the headers of a request, in milliseconds. Default 10,000. */
        headersTimeoutMs?: number | undefined;
        /** Longest time for a whole request to arrive, in milliseconds. Default 30,000. */
        requestTimeoutMs?: number | undefined;
        /** How long a connection without a request stays open, in milliseconds. Default 72,000. */
        keepAliveTimeoutMs?: number | undefined;
        /** How long running requests may take after SIGTERM, in milliseconds. Default 30,000. */
        drainTimeoutMs?: number | undefined;
      }
    | undefined;
  /** The log of requests, on standard output. */
  log?:
    | {
        /** Whether lines have the texts of requests: prompts, and never answers. Default `false`. */
        content?: boolean | undefined;
        /** Most characters of these texts in a line. Default 1,000. */
        maxCharacters?: number | undefined;
        /**
         * Regular expressions of what is not to be logged, in the syntax of RE2, up to 50. `[redacted]` takes its place. Needs the
         * package `re2js`. Default: none.
         */
        redact?: readonly string[] | undefined;
      }
    | undefined;
  /** The control plane. Without it there is none. */
  admin?:
    | {
        /** Environment variable with the admin's key. */
        keyEnv: string;
      }
    | undefined;
  /**
   * What makes vectors of prompts: `{ kind: energetic }`, the offline embedder; `{ kind: openai, baseUrl, model, dimension, keyEnv }`,
   * a server with the OpenAI embeddings API; or `{ kind: none }`. Default: the offline embedder if its packages are installed, else none.
   */
  embedder?: GatewayEmbedder | undefined;
  /** Encrypts the entries of every cache in Redis, also of those that the control plane makes. Default: they are stored in clear. */
  encryption?: GatewayEncryptionOptions | undefined;
  /** The caches. Default: none; without a file there is one without a key. */
  caches?: readonly GatewayCacheOptions[] | undefined;
  /** The proxy before model providers. Without it there is none. */
  proxy?:
    | {
        /** Name of the cache for the answers. */
        cache: string;
        /** Servers that requests may go to, and no others. Default: none. */
        upstreams?: readonly GatewayUpstreamOptions[] | undefined;
        /** Keys of the gateway, in place of which the upstream's key is sent. Default: none. */
        keys?: readonly GatewayProxyKeyOptions[] | undefined;
        /** Whether callers may use keys of their own, which are passed on. Default `true`. */
        clientKeys?: boolean | undefined;
        /** Other gateways whose names for the cache requests may use: `litellm`, `portkey`, `helicone`, `cloudflare`. Default: none. */
        controls?: readonly ("litellm" | "portkey" | "helicone" | "cloudflare")[] | undefined;
      }
    | undefined;
  /** The tools for agents at `/mcp`. Without it there are none. */
  mcp?:
    | {
        /** Whether there are tools that store and delete, for keys with the right. Default `false`. */
        write?: boolean | undefined;
        /** Whether callers without a key may use every collection, and the caches that ask for no key. Only where `listen.host` is an address of this machine. Default `false`. */
        open?: boolean | undefined;
        /** Hosts of web pages that may call `/mcp` from a browser. Pages of this machine always may. Default: none. */
        originHosts?: readonly string[] | undefined;
        /** Keys for collections. Default: none. Keys of caches and of the proxy open the tools for their own caches. */
        keys?: readonly GatewayMcpKeyOptions[] | undefined;
      }
    | undefined;
}

export type GatewayEmbedder =
  | { kind: "energetic" }
  | { kind: "openai"; baseUrl: string; model: string; dimension: number; keyEnv?: string | undefined }
  | { kind: "none" };

/** One cache of the configuration. */
export interface GatewayCacheOptions {
  /** Its id in paths, 32 characters of 0-9 and a-f. Default: made of the name, the same in every process. */
  id?: string | undefined;
  /** Its name, up to 64 characters. */
  name: string;
  /** Least cosine similarity of a hit where a request names none. Default: what the embedder recommends, else 0.9. */
  threshold?: number | undefined;
  /** Life of an entry where a request names none, in milliseconds, or `never`. Default 3,600,000 (an hour). */
  ttlMs?: number | "never" | undefined;
  /** Names of the attributes that entries may have, up to 5. Default: none. */
  attributes?: readonly string[] | undefined;
  /** How a search matches where a request does not say: `exact`, `semantic` or both, the first one with a match wins. Default: `semantic`. */
  strategies?: readonly ("exact" | "semantic")[] | undefined;
  /** What a deletion by attributes without any does: delete `all`, or `refuse`. Default `all`. */
  emptyDelete?: "all" | "refuse" | undefined;
  /** Most entries; the longest unused go first. Default 100,000. */
  maxEntries?: number | undefined;
  /** Most bytes in Redis, estimated. Default 1,073,741,824 (1 GiB). */
  maxBytes?: number | undefined;
  /** Longest wait for Redis, in milliseconds. Default 500. */
  timeoutMs?: number | undefined;
  /** Longest wait for the embedder, in milliseconds. Default 5,000. */
  embedTimeoutMs?: number | undefined;
  /** Keys of this cache alone. Default: those of the gateway. */
  encryption?: GatewayEncryptionOptions | undefined;
  /** Whether answers are on probation until two keys agree. Default `false`. */
  probation?: boolean | undefined;
  /** Keys of clients. Default: none, and the cache asks for no key. */
  keys?: readonly GatewayKeyOptions[] | undefined;
}

/** Secrets that protect entries in Redis. */
export interface GatewayEncryptionOptions {
  /** Environment variable with the keys of the encryption: `2026-11:SECRET,2026-05:SECRET`. The first one encrypts, the others only decrypt. */
  keysEnv: string;
  /** Environment variable with a secret of 16 characters or more, so that nobody can compare guessed prompts with the names of keys in Redis. Default: none. */
  keySecretEnv?: string | undefined;
}

/** One key of a cache. */
export interface GatewayKeyOptions {
  /** Environment variable with the key. The gateway keeps only its hash. */
  env: string;
  /** `read`: search and health. `write`: everything. Default: `write`. */
  actions?: readonly ("read" | "write")[] | undefined;
  /** Requests in a minute, over all processes. Needs the package `rate-limiter-flexible`. Default: any number. */
  requestsPerMinute?: number | undefined;
  /**
   * Tokens in a minute, over all processes: estimated ones of the prompts and responses that the key sends. Needs the package
   * `rate-limiter-flexible`. Default: any number.
   */
  tokensPerMinute?: number | undefined;
}

/** One server that the proxy may ask. */
export interface GatewayUpstreamOptions {
  /** Its name in logs. */
  name: string;
  /** Whose interface it has: `openai`, `anthropic` or `google`. */
  format: "openai" | "anthropic" | "google";
  /** Its URL, with or without the version at the end, as SDKs of the provider take it. */
  baseUrl: string;
  /** Models that it serves; `*` stands for any text. The first upstream that serves a model gets its requests. Default: all. */
  models?: readonly string[] | undefined;
  /** Environment variable with the gateway's own key for the provider, for callers with a key of the gateway. Default: none. */
  keyEnv?: string | undefined;
}

/** One key of the gateway for its proxy. */
export interface GatewayProxyKeyOptions {
  /** Environment variable with the key. The gateway keeps only its hash. */
  env: string;
  /** Whose answers its callers get, up to 64 characters. Keys of one tenant share answers. */
  tenant: string;
  /** Requests in a minute, over all processes. Needs the package `rate-limiter-flexible`. Default: any number. */
  requestsPerMinute?: number | undefined;
  /**
   * Tokens in a minute, over all processes, by the usage that answers of the provider name. A hit costs one. Needs the package
   * `rate-limiter-flexible`. Default: any number.
   */
  tokensPerMinute?: number | undefined;
}

/** One key of the gateway for its tools. */
export interface GatewayMcpKeyOptions {
  /** Environment variable with the key. The gateway keeps only its hash. */
  env: string;
  /** Whether it may also store and delete. Needs `mcp.write`. Default `false`. */
  write?: boolean | undefined;
  /** Collections that it opens: names such as `shop:articles`, or beginnings with a `*` at the end. Default: none. */
  collections?: readonly string[] | undefined;
  /** Names of caches of the file that it opens. Default: none. */
  caches?: readonly string[] | undefined;
  /** Requests in a minute, over all processes. Needs the package `rate-limiter-flexible`. Default: any number. */
  requestsPerMinute?: number | undefined;
}
