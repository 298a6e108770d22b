/** Options of other Redis clients, and former ones: what to write instead. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ...["host", "hostname", "port", "socket", "addr", "address"].map(
    (name) => [name, 'pass the server as url: connect({ url: "redis://HOST:PORT" })'] as const,
  ),
  ...["path", "unixSocket"].map((name) => [name, 'pass the socket as url: "unix:///PATH"'] as const),
  ...["user", "user_name"].map((name) => [name, "write username"] as const),
  ...["pass", "auth", "auth_pass"].map((name) => [name, "write password"] as const),
  ...["uri", "redisUrl", "connectionString", "dsn"].map((name) => [name, "write url"] as const),
  ...["ssl", "secure"].map(
    (name) => [name, "write rediss:// in the url; certificates belong in tls: { ca, cert, key }"] as const,
  ),
  ["db", "write database"],
  ["name", "write clientName"],
  ...["nodes", "rootNodes"].map(
    (name) => [name, "write cluster: { nodes } or sentinel: { name, nodes }"] as const,
  ),
  ["sentinels", "write sentinel: { name, nodes }"],
  ["lazyConnect", "write lazy"],
  ["connectTimeout", "write connectTimeoutMs"],
  ["commandTimeout", "write commandTimeoutMs"],
  ...["maxRetriesPerRequest", "maxRetries", "retryStrategy", "reconnectStrategy"].map(
    (name) => [name, "write retry: { maxRetries, baseDelayMs, maxDelayMs }"] as const,
  ),
  ...["poolSize", "max"].map((name) => [name, "write maxConnections"] as const),
  ["min", "write minConnections"],
  ["timeout", "write commandTimeoutMs"],
  ["keyPrefix", "write namespace where keys are made, as in client.repository({ namespace })"],
  ["onBackgroundError", 'write onEvent, which gets { type: "background-failure", job, code }'],
]);

/** What to say of options that `connect` does not have. Names the options, never their values. */
export function unknownConnectOptions(names: readonly string[]): string {
  const advice = new Set(names.flatMap((name) => INSTEAD.get(name) ?? []));
  const shown = names.map((name) => JSON.stringify(name)).join(", ");
  const unknown = `unknown option${names.length === 1 ? "" : "s"} ${shown}`;
  return advice.size === 0 ? unknown : `${unknown}: ${[...advice].join("; ")}`;
}
