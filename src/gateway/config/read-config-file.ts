import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { messageOf, missingPackage, OctavecError } from "../../errors/index.js";
import { type CheckedGatewayConfig, checkGatewayConfig } from "./check-config.js";
import type { GatewayConfig } from "./gateway-config.js";
import { redactorOf } from "./redact-patterns.js";

/**
 * Reads a configuration: JSON from a file whose name ends in `.json`, YAML from any other.
 *
 * @throws OctavecError `INVALID_OPTIONS` for a file that cannot be read or does not fit the schema; `MISSING_DEPENDENCY` for YAML without
 * the package `yaml`, and for `log.redact` without `re2js`.
 */
export async function readConfigFile(path: string): Promise<CheckedGatewayConfig> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw unreadable(path, messageOf(cause), cause);
  }
  // The check says what is wrong with a value of another type.
  const config = checkGatewayConfig((await parse(path, text)) as GatewayConfig);
  // For its refusals.
  await redactorOf(config.log.redact);
  return config;
}

async function parse(path: string, text: string): Promise<unknown> {
  const read = extname(path) === ".json" ? JSON.parse : await yamlReader();
  try {
    // An empty file has the defaults of everything.
    return read(text) ?? {};
  } catch (cause) {
    // A message of JSON.parse quotes the text; one of `yaml` would show the lines.
    throw unreadable(path, `the text is no ${extname(path) === ".json" ? "JSON" : "YAML"}${lineOf(cause)}`);
  }
}

async function yamlReader(): Promise<(text: string) => unknown> {
  try {
    const { parse: parseYaml } = await import("yaml");
    return (text) => parseYaml(text, { prettyErrors: true });
  } catch (cause) {
    throw missingPackage("The gateway", ["fastify", "yaml"], cause);
  }
}

function lineOf(cause: unknown): string {
  if (typeof cause !== "object" || cause === null || !("linePos" in cause)) return "";
  const [start] = Array.isArray(cause.linePos) ? cause.linePos : [];
  return typeof start?.line === "number" ? `, see line ${start.line}` : "";
}

function unreadable(path: string, problem: string, cause?: unknown): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `Invalid gateway configuration ${path}: ${problem}.`, { cause });
}
