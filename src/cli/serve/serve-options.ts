/** The options of `octavec serve`. */
export interface ServeOptions {
  /** File of the configuration. */
  readonly config?: string;
  readonly port?: number;
  readonly adminPort?: number;
  /** URL of Redis. */
  readonly redis?: string;
  /** Start a Redis for this process, and a cache without a key. */
  readonly demo: boolean;
}
