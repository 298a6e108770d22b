import { readFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import { createSecureContext, type SecureContextOptions, type TLSSocket } from "node:tls";
import { messageOf, OctavecError } from "../../errors/index.js";

/** The certificate of a server, and the certificates that it wants of clients. */
export interface TlsOptions {
  /** PEM file with the server's certificate and those of the authorities between it and the root. */
  readonly certFile: string;
  /** PEM file with the private key. */
  readonly keyFile: string;
  /** PEM file with the authorities whose clients are accepted. */
  readonly caFile?: string | undefined;
  /** `request`: a client may show a certificate, and must not show a wrong one. `require`: it must show one. */
  readonly clientCertificates: "none" | "request" | "require";
}

/** The times of a server, which Node takes when it is made. */
interface ServerTimes {
  readonly headerBytes: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly checkingIntervalMs: number;
}

/** The TLS of all servers of a gateway, whose files may change while they run. */
export class ServerTls {
  readonly #options: TlsOptions;
  #context: SecureContextOptions;
  readonly #servers: Server[] = [];

  private constructor(options: TlsOptions, context: SecureContextOptions) {
    this.#options = options;
    this.#context = context;
  }

  /** @throws OctavecError `INVALID_OPTIONS` for a file that cannot be read, and for a key that does not belong to the certificate. */
  static async open(options: TlsOptions): Promise<ServerTls> {
    return new ServerTls(options, await readTlsFiles(options));
  }

  /** A server that does not listen yet. */
  createServer(times: ServerTimes, handler: RequestListener): Server {
    const { clientCertificates } = this.#options;
    const server = createServer(
      {
        ...this.#context,
        requestCert: clientCertificates !== "none",
        rejectUnauthorized: clientCertificates === "require",
        // Whoever does not finish the handshake must not hold a connection.
        handshakeTimeout: times.headersTimeoutMs,
        maxHeaderSize: times.headerBytes,
        headersTimeout: times.headersTimeoutMs,
        requestTimeout: times.requestTimeoutMs,
        keepAliveTimeout: times.keepAliveTimeoutMs,
        connectionsCheckingInterval: times.checkingIntervalMs,
      },
      handler,
    );
    if (clientCertificates === "request") server.prependListener("secureConnection", refuseWrongOnes);
    this.#servers.push(server);
    return server;
  }

  /**
   * Reads the files anew.
   *
   * @returns a function that gives the servers what was read. Connections that are open keep what they have.
   * @throws as `open`. Nothing has changed then.
   */
  async reread(): Promise<() => void> {
    const context = await readTlsFiles(this.#options);
    return () => {
      this.#context = context;
      for (const server of this.#servers) server.setSecureContext(context);
    };
  }
}

/** Without `rejectUnauthorized` Node lets in clients whose certificate nobody vouches for. */
function refuseWrongOnes(socket: TLSSocket): void {
  const hasShownOne = Object.keys(socket.getPeerCertificate()).length > 0;
  if (hasShownOne && !socket.authorized) socket.destroy();
}

const PEM_FILES = { certFile: "cert", keyFile: "key", caFile: "ca" } as const;

async function readTlsFiles(options: TlsOptions): Promise<SecureContextOptions> {
  const read = async (name: keyof typeof PEM_FILES): Promise<[string, Buffer][]> => {
    const path = options[name];
    if (path === undefined) return [];
    try {
      return [[PEM_FILES[name], await readFile(path)]];
    } catch (cause) {
      throw invalid(`${name}: ${messageOf(cause)}`, cause);
    }
  };
  const names = ["certFile", "keyFile", "caFile"] as const;
  const parts = (await Promise.all(names.map(read))).flat();
  const context: SecureContextOptions = { ...Object.fromEntries(parts), minVersion: "TLSv1.2" };
  try {
    createSecureContext(context);
  } catch (cause) {
    throw invalid(
      `expected a certificate, its private key and authorities as PEM; reading them failed with ${codeOf(cause)}`,
      cause,
    );
  }
  return context;
}

function codeOf(cause: unknown): string {
  return typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "no code";
}

function invalid(problem: string, cause: unknown): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `Invalid gateway configuration: listen.tls: ${problem}.`, {
    cause,
  });
}
