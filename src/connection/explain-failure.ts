/**
 * In plain words why a connection could not be opened, and what to do: Node and OpenSSL give their reasons as codes
 * (https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes; the `ERR_SSL_…` are alerts that the
 * server sends, RFC 8446 §6.2; seen on Node 20 and 24).
 */
const UNKNOWN_AUTHORITY =
  "the server's certificate is not signed by an authority that is trusted here. Give that authority's certificate as tls.ca";
const NO_CLIENT_CERTIFICATE =
  "the server asks for a client certificate. Give one, signed by an authority that the server trusts, as tls.cert and tls.key";
const NOT_TLS =
  "the server does not speak TLS there. Let the URL say redis://, or name the port on which it does";

const BY_CODE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  CERT_SIGNATURE_FAILURE: UNKNOWN_AUTHORITY,
  CERT_UNTRUSTED: UNKNOWN_AUTHORITY,
  CERT_HAS_EXPIRED:
    "the server's certificate, or one above it, has expired. Renew it, or look at this machine's clock",
  CERT_NOT_YET_VALID:
    "the server's certificate, or one above it, is not valid yet. Look at the clocks of both machines",
  ERR_SSL_ALERT_CERTIFICATE_REQUIRED: NO_CLIENT_CERTIFICATE,
  ERR_SSL_ALERT_HANDSHAKE_FAILURE:
    "the server refused the TLS handshake: a client certificate is missing (tls.cert, tls.key), or versions or ciphers do not meet",
  ERR_SSL_ALERT_UNKNOWN_CA:
    "the server does not trust the authority that signed the client certificate (tls.cert)",
  ERR_SSL_ALERT_CERTIFICATE_EXPIRED: "the server says that the client certificate (tls.cert) has expired",
  ERR_SSL_ALERT_BAD_CERTIFICATE: "the server refused the client certificate (tls.cert)",
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
};

/** Begin of the code of an alert. OpenSSL 3.0 writes `ERR_SSL_SSLV3_ALERT_…`, OpenSSL 3.5 `ERR_SSL_SSL/TLS_ALERT_…`. */
const ALERT = /^ERR_SSL_\S+?_ALERT_/;

/** Of a Unix socket. */
const BY_SOCKET_CODE: Readonly<Record<string, string>> = {
  ENOENT: "there is no socket at that path. Start the server with this `unixsocket`",
  EACCES: "this user may not open the socket. Look at the server's `unixsocketperm`",
};

/** The client library's words for a reply that is not in the Redis protocol; the number is the first byte. */
const FOREIGN_REPLY = /^Unknown RESP type (\d+)/;
/** The first byte of a TLS record that holds an alert or a handshake (RFC 8446 §5.1). */
const TLS_BYTES: ReadonlySet<number> = new Set([21, 22]);

/** @returns undefined for a reason that says enough by itself. */
export function explainFailure(error: unknown): string | undefined {
  const firstByte = error instanceof Error ? FOREIGN_REPLY.exec(error.message)?.[1] : undefined;
  if (firstByte !== undefined) return foreignReply(Number(firstByte));
  if (!(error instanceof Error && "code" in error)) return undefined;
  if (error.code === "ERR_TLS_CERT_ALTNAME_INVALID") return wrongName(error);
  const code = String(error.code).replace(ALERT, "ERR_SSL_ALERT_");
  // Only errors of a host have a port.
  return BY_CODE[code] ?? ("port" in error ? undefined : BY_SOCKET_CODE[code]);
}

function foreignReply(firstByte: number): string {
  if (TLS_BYTES.has(firstByte)) return "the server speaks TLS there. Write rediss:// in the url";
  const found =
    String.fromCharCode(firstByte) === "H"
      ? "an HTTP server answers there, not Redis"
      : "expected a Redis server, but the reply is not in the Redis protocol";
  return `${found}. Check host and port in the url: Redis listens on port 6379 unless it is configured otherwise`;
}

function wrongName(error: Error): string {
  const reason = "reason" in error ? ` (${String(error.reason).replace(/\.$/, "")})` : "";
  return (
    `the server's certificate is for another host name${reason}. ` +
    "Connect by a name that it holds, or give that name as tls.servername"
  );
}
