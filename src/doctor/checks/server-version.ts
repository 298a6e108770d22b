import type { Check } from "../contract/check.js";

/** The server's version against the table of known bugs. */
export const serverVersion: Check = {
  name: "server-version",
  run: ({ client }) =>
    client.advisories().map(({ id, severity, summary, fixedIn, source }) => ({
      id: `version-${id}`,
      severity: severity === "security" ? "error" : "warning",
      cause: summary,
      evidence: `Redis ${client.serverVersion}; known from ${source}`,
      remedy: `Update Redis: fixed in ${fixedIn.join(", ")}.`,
    })),
};
