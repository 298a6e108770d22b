import { readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { isOctavecError, OctavecError, reading } from "../errors/index.js";
import { type ConnectOptions, connectOptionsSchema, parseOptions } from "../options/index.js";

/** Which variable fills which option. `REDIS_HOST`, `REDIS_PORT` and `REDIS_TLS` make up the URL where there is no `REDIS_URL`. */
const VARIABLES = {
  url: "REDIS_URL",
  username: "REDIS_USERNAME",
  password: "REDIS_PASSWORD",
  database: "REDIS_DB",
  clientName: "REDIS_CLIENT_NAME",
  "tls.ca": "REDIS_TLS_CA",
  "tls.cert": "REDIS_TLS_CERT",
  "tls.key": "REDIS_TLS_KEY",
  "tls.passphrase": "REDIS_TLS_PASSPHRASE",
  "tls.servername": "REDIS_TLS_SERVERNAME",
  minConnections: "REDIS_MIN_CONNECTIONS",
  maxConnections: "REDIS_MAX_CONNECTIONS",
  acquireTimeoutMs: "REDIS_ACQUIRE_TIMEOUT_MS",
  connectTimeoutMs: "REDIS_CONNECT_TIMEOUT_MS",
  commandTimeoutMs: "REDIS_COMMAND_TIMEOUT_MS",
  closeTimeoutMs: "REDIS_CLOSE_TIMEOUT_MS",
  maxWaiting: "REDIS_MAX_WAITING",
  idleTimeoutMs: "REDIS_IDLE_TIMEOUT_MS",
  idleProbeMs: "REDIS_IDLE_PROBE_MS",
  maxLifetimeMs: "REDIS_MAX_LIFETIME_MS",
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

interface Issue {
  readonly path: string;
  readonly problem: string;
}

/**
 * Connect options from environment variables (src/connection/README.md lists them). Only what is set is there, so the rest can
 * be laid under or over it: `connect({ maxConnections: 20, ...optionsFromEnv() })`. Empty variables count as not set.
 * `REDIS_URL` wins over `REDIS_HOST` and `REDIS_PORT`, which are not looked at then; the other variables win over what
 * the URL says. `REDIS_TLS_CA`, `_CERT` and `_KEY` hold PEM text or the path of a file, which is read here and now.
 *
 * @param env - Default `process.env`.
 * @throws OctavecError `INVALID_OPTIONS` with every variable at fault; never a value.
 */
export function optionsFromEnv(env: Environment = process.env): ConnectOptions {
  return reading("environment", "INVALID_OPTIONS", () => readOptions(env));
}

function readOptions(env: Environment): ConnectOptions {
  const issues: Issue[] = [];
  const reader = new VariableReader(env, issues);
  const tls = withoutUndefined({
    ca: reader.pem(VARIABLES["tls.ca"]),
    cert: reader.pem(VARIABLES["tls.cert"]),
    key: reader.pem(VARIABLES["tls.key"]),
    passphrase: reader.text(VARIABLES["tls.passphrase"]),
    servername: reader.text(VARIABLES["tls.servername"]),
  });
  const hasTls = Object.keys(tls).length > 0;
  const options: ConnectOptions = withoutUndefined({
    url: reader.url(hasTls),
    username: reader.text(VARIABLES.username),
    password: reader.text(VARIABLES.password),
    database: reader.number(VARIABLES.database),
    clientName: reader.text(VARIABLES.clientName),
    tls: hasTls ? tls : undefined,
    minConnections: reader.number(VARIABLES.minConnections),
    maxConnections: reader.number(VARIABLES.maxConnections),
    acquireTimeoutMs: reader.number(VARIABLES.acquireTimeoutMs),
    connectTimeoutMs: reader.number(VARIABLES.connectTimeoutMs),
    commandTimeoutMs: reader.number(VARIABLES.commandTimeoutMs),
    closeTimeoutMs: reader.number(VARIABLES.closeTimeoutMs),
    maxWaiting: reader.number(VARIABLES.maxWaiting),
    idleTimeoutMs: reader.number(VARIABLES.idleTimeoutMs),
    idleProbeMs: reader.number(VARIABLES.idleProbeMs),
    maxLifetimeMs: reader.number(VARIABLES.maxLifetimeMs),
  });
  issues.push(...issuesOf(options));
  if (issues.length === 0) return options;
  const lines = issues.map(({ path, problem }) => `${path}: ${problem}`);
  throw new OctavecError("INVALID_OPTIONS", `Invalid environment: ${lines.join("; ")}.`, {
    details: { issues },
  });
}

class VariableReader {
  constructor(
    private readonly env: Environment,
    private readonly issues: Issue[],
  ) {}

  text(name: string): string | undefined {
    const value = this.env[name];
    return value === "" ? undefined : value;
  }

  number(name: string): number | undefined {
    const text = this.text(name)?.trim();
    if (text === undefined) return undefined;
    if (/^\d{1,10}$/.test(text)) return Number(text);
    this.#refuse(name, "expected a whole number, digits only");
    return undefined;
  }

  /** PEM text, or what the file of that path holds. The path itself is not repeated: it may be a key gone astray. */
  pem(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    // Many places that keep variables allow one line only.
    if (value.startsWith("-----BEGIN")) return value.includes("\n") ? value : value.replaceAll("\\n", "\n");
    try {
      return readFileSync(value, "utf8");
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
      this.#refuse(
        name,
        `expected PEM text (-----BEGIN …) or the path of a file that can be read (${reason})`,
      );
      return undefined;
    }
  }

  url(hasTls: boolean): string | undefined {
    const secure = this.#flag("REDIS_TLS");
    const url = this.text(VARIABLES.url);
    if (url !== undefined) {
      if (secure !== undefined && secure !== url.startsWith("rediss:")) {
        this.#refuse("REDIS_TLS", "contradicts REDIS_URL, which says redis:// or rediss:// itself");
      }
      return url;
    }
    const host = this.#host();
    const port = this.#port();
    if (host === undefined && port === undefined && secure === undefined && !hasTls) return undefined;
    if (hasTls && secure === false)
      this.#refuse("REDIS_TLS", "is off, but other REDIS_TLS_… variables are set");
    return `${(secure ?? hasTls) ? "rediss" : "redis"}://${host ?? "localhost"}:${port ?? 6379}`;
  }

  #host(): string | undefined {
    const host = this.text("REDIS_HOST")?.trim();
    if (host === undefined) return undefined;
    if (isIPv6(host) && !host.includes("%")) return `[${host}]`;
    if (/^[\w.-]+$/.test(host)) return host;
    this.#refuse("REDIS_HOST", "expected the name or address of a host alone (REDIS_URL takes a whole URL)");
    return undefined;
  }

  #port(): number | undefined {
    const text = this.text("REDIS_PORT")?.trim();
    if (text === undefined) return undefined;
    if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535) return Number(text);
    // Kubernetes sets tcp://… beside every service of that name.
    this.#refuse(
      "REDIS_PORT",
      "expected a number from 1 to 65535 (in Kubernetes a service named redis sets it to an address: say enableServiceLinks: false, or set REDIS_URL)",
    );
    return undefined;
  }

  #flag(name: string): boolean | undefined {
    const text = this.text(name)?.trim().toLowerCase();
    if (text === undefined) return undefined;
    if (["1", "true", "yes", "on"].includes(text)) return true;
    if (["0", "false", "no", "off"].includes(text)) return false;
    this.#refuse(name, "expected true or false");
    return undefined;
  }

  #refuse(path: string, problem: string): void {
    this.issues.push({ path, problem });
  }
}

/** What the schema of the connect options says, in the names of the variables. */
function issuesOf(options: ConnectOptions): Issue[] {
  try {
    parseOptions(connectOptionsSchema, options, "connect options");
    return [];
  } catch (error) {
    const issues = isOctavecError(error, "INVALID_OPTIONS") ? error.details.issues : undefined;
    if (!Array.isArray(issues)) throw error;
    return issues.map(({ path, problem }: Issue) => ({
      path: variableOf(path),
      problem: inVariables(problem),
    }));
  }
}

function variableOf(path: string): string {
  const known = Object.entries(VARIABLES).find(([option]) => option === path);
  return known?.[1] ?? (path.startsWith("tls") ? "REDIS_TLS_…" : path);
}

/** Problems name other options (`must not exceed maxConnections`): those that cannot be anything but an option's name. */
function inVariables(problem: string): string {
  return problem.replace(/\b(tls\.\w+|[a-z]+[A-Z]\w*)/g, variableOf);
}

function withoutUndefined<T extends object>(fields: T): T {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) Reflect.deleteProperty(fields, name);
  }
  return fields;
}
