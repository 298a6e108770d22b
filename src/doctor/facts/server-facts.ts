import { isOctavecError } from "../../errors/index.js";
import type { Executor, SendOptions } from "../../executor.js";
import { pairsOf, readText } from "../../reply.js";

/** What the server says of itself. */
export interface ServerFacts {
  /** The fields of INFO, all sections. */
  readonly info: ReadonlyMap<string, string>;
  /** The settings of CONFIG GET; undefined if this user may not read them, as with many hosted servers. */
  readonly config: ReadonlyMap<string, string> | undefined;
}

/** Two round trips. @throws OctavecError the codes of commands; `NOT_AUTHORIZED` if this user may not call INFO. */
export async function readServerFacts(executor: Executor, options: SendOptions): Promise<ServerFacts> {
  const info = infoFields(readText("INFO", await executor.send(["INFO", "everything"], options)));
  return { info, config: await readConfig(executor, options) };
}

/** The fields of a reply to INFO. */
export function infoFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf(":");
    if (at > 0 && !line.startsWith("#")) fields.set(line.slice(0, at), line.slice(at + 1));
  }
  return fields;
}

async function readConfig(
  executor: Executor,
  options: SendOptions,
): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    return new Map(pairsOf(await executor.send(["CONFIG", "GET", "*"], { ...options, binary: true })));
  } catch (error) {
    if (isOctavecError(error, "NOT_AUTHORIZED") || isOctavecError(error, "UNSUPPORTED_COMMAND"))
      return undefined;
    throw error;
  }
}
