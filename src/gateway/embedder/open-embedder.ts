import { createEnergeticEmbedder, createOpenAiEmbedder, type Embedder } from "../../embedding/index.js";
import { isOctavecError } from "../../errors/index.js";
import { type CheckedGatewayConfig, type Environment, secretOf } from "../config/index.js";
import type { GatewayLog } from "../http/index.js";

/**
 * The embedder of the configuration, ready for its first question. Without one in the configuration it is the offline embedder, if its
 * packages are installed.
 *
 * @returns undefined for none: only exact questions are found then.
 * @throws OctavecError `INVALID_OPTIONS`, `MISSING_DEPENDENCY`.
 */
export async function openEmbedder(
  { embedder }: CheckedGatewayConfig,
  environment: Environment,
  log: GatewayLog,
): Promise<Embedder | undefined> {
  if (embedder?.kind === "none") return undefined;
  if (embedder?.kind === "openai") {
    const { baseUrl, model, dimension, keyEnv } = embedder;
    const apiKey = keyEnv === undefined ? undefined : secretOf(environment, keyEnv, "embedder.keyEnv");
    return createOpenAiEmbedder({ baseUrl, model, dimension, apiKey });
  }
  const offline = createEnergeticEmbedder();
  try {
    await offline.warmUp();
    return offline;
  } catch (error) {
    if (embedder !== undefined || !isOctavecError(error, "MISSING_DEPENDENCY")) throw error;
    log({ event: "no-embedder", advice: `Only exact questions are found. ${error.message}` });
    return undefined;
  }
}
