import { MCP_TOOLS } from "../../src/mcp/index.js";
import { markdownTable } from "./doc-tables.js";

/** The tools of the MCP server with what clients are told of each. */
export function mcpToolTable(): readonly string[] {
  return markdownTable(
    ["Tool", "About", "Right", "Arguments", "Hints"],
    MCP_TOOLS.map(({ name, of, right, input, isDestructive, isIdempotent }) => [
      `\`${name}\``,
      of,
      right,
      Object.entries(input.shape)
        .map(([field, schema]) => (schema.safeParse(undefined).success ? `${field}?` : field))
        .map((field) => `\`${field}\``)
        .join(", "),
      [isDestructive ? "destructive" : "", isIdempotent ? "idempotent" : ""]
        .filter((hint) => hint !== "")
        .join(", "),
    ]),
  );
}
