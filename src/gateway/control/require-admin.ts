import { hashOfKey, isKeyOfHash } from "../access/index.js";
import { bearerOf, type FastifyRequest, ProblemError } from "../http/index.js";

/** A check of the admin's key, of which only the hash is kept. */
export function adminCheck(key: string): (request: FastifyRequest) => Promise<void> {
  const hash = hashOfKey(key);
  return async ({ headers }) => {
    const given = bearerOf(headers);
    if (given !== undefined && isKeyOfHash(hashOfKey(given), hash)) return;
    throw new ProblemError({
      status: 401,
      type: "/errors/authentication-failed",
      title: "Authentication failed",
      detail: "Expected the header Authorization: Bearer with the admin's key.",
    });
  };
}
