import { isIP } from "node:net";
import { hashOfKey, isKeyOfHash } from "../../gateway/access/index.js";
import {
  bearerOf,
  type FastifyRequest,
  type HttpServer,
  type Problem,
  ProblemError,
} from "../../gateway/http/index.js";
import { LOOPBACK } from "../program/loopback.js";

export interface GuardOptions {
  /** The address that the server listens at. */
  readonly host: string;
  /** What a request for data must show; undefined: nothing. */
  readonly token: string | undefined;
  /** Paths of the page, which holds no data. */
  readonly pagePaths: ReadonlySet<string>;
}

/** The page runs its own scripts alone, makes no HTML of texts, talks to no other server, and is shown in no frame. */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/**
 * Refuses what does not come from the dashboard's own page: names that another site may have pointed at this machine (`Host`),
 * pages of other sites (`Origin`, `Sec-Fetch-Site`), and requests for data without the token.
 */
export function guardRequests(app: HttpServer, { host, token, pagePaths }: GuardOptions): void {
  const expected = token === undefined ? undefined : hashOfKey(token);
  app.addHook("onRequest", async (request, reply) => {
    void reply.headers(HEADERS);
    if (!isOwnHost(request.headers.host, host)) throw new ProblemError(FOREIGN_HOST);
    if (!isOwnOrigin(request)) throw new ProblemError(FOREIGN_ORIGIN);
    // By the route and not by the text of the path, which can be written in several ways.
    if (pagePaths.has(request.routeOptions.url ?? "")) return;
    const site = request.headers["sec-fetch-site"];
    if (site !== undefined && site !== "same-origin" && site !== "none")
      throw new ProblemError(FOREIGN_ORIGIN);
    if (expected === undefined) return;
    const shown = bearerOf(request.headers);
    if (shown === undefined || !isKeyOfHash(hashOfKey(shown), expected)) throw new ProblemError(NO_TOKEN);
  });
}

/** Away from loopback any IP address will do: no site can have another name point at it without being refused. */
function isOwnHost(header: string | undefined, host: string): boolean {
  const name = hostnameOf(header);
  if (name === undefined) return false;
  if (LOOPBACK.has(name)) return true;
  return !LOOPBACK.has(host) && (name === host.toLowerCase() || isIP(name) !== 0);
}

function hostnameOf(header: string | undefined): string | undefined {
  if (header === undefined || !URL.canParse(`http://${header}`)) return undefined;
  return new URL(`http://${header}`).hostname.replace(/^\[(.*)\]$/, "$1");
}

/** Browsers name the origin of every request that changes something. Other programs name none. */
function isOwnOrigin({ headers }: FastifyRequest): boolean {
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}

const FOREIGN_HOST: Problem = {
  status: 403,
  type: "/errors/foreign-host",
  title: "Foreign host",
  detail: "The dashboard answers only under the address that it listens at.",
};
const FOREIGN_ORIGIN: Problem = {
  status: 403,
  type: "/errors/foreign-origin",
  title: "Foreign origin",
  detail: "The dashboard answers only its own page.",
};
const NO_TOKEN: Problem = {
  status: 401,
  type: "/errors/authentication-failed",
  title: "Authentication failed",
  detail: "Expected the header Authorization: Bearer with the token of the dashboard.",
};
