import type { Reply } from "../../provider-calls/index.js";
import type { ProviderFormat } from "./upstreams.js";

/** A refusal of the gateway, which clients get in the form of their provider. Holds no key, prompt or answer. */
export interface Refusal {
  readonly status: 400 | 401 | 404 | 413 | 429 | 500 | 502;
  readonly message: string;
  readonly retryAfterSeconds?: number | undefined;
}

/** Types of errors that the providers publish, by status: OpenAI, Anthropic, Google. */
const TYPES = {
  400: ["invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"],
  401: ["authentication_error", "authentication_error", "UNAUTHENTICATED"],
  404: ["invalid_request_error", "not_found_error", "NOT_FOUND"],
  413: ["invalid_request_error", "request_too_large", "INVALID_ARGUMENT"],
  429: ["rate_limit_error", "rate_limit_error", "RESOURCE_EXHAUSTED"],
  500: ["server_error", "api_error", "INTERNAL"],
  502: ["server_error", "api_error", "UNAVAILABLE"],
} as const;

export function refusal(format: ProviderFormat, { status, message, retryAfterSeconds }: Refusal): Reply {
  const [openai, anthropic, google] = TYPES[status];
  const bodies = {
    openai: { error: { message, type: openai, param: null, code: null } },
    anthropic: { type: "error", error: { type: anthropic, message } },
    google: { error: { code: status, message, status: google } },
  };
  const retryAfter = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  const headers = { "content-type": "application/json", ...retryAfter };
  return { status, headers, body: JSON.stringify(bodies[format]) };
}

/** What the framework refused, by its status, because its texts may quote the request; else a defect of the gateway. */
export function refusalOf(error: unknown): Refusal {
  const { statusCode } = error as { readonly statusCode?: unknown };
  if (statusCode === 413) return { status: 413, message: "The body exceeds the limit of this gateway." };
  return typeof statusCode === "number" && statusCode >= 400 && statusCode < 500
    ? { status: 400, message: "The request cannot be read." }
    : { status: 500, message: "The gateway failed unexpectedly. Its log says where." };
}
