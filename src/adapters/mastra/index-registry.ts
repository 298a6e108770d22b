import { randomUUID } from "node:crypto";
import type { VectorClient } from "../../client.js";
import { OctavecError } from "../../errors/index.js";

/** An index that was created. */
export interface IndexEntry {
  readonly dimension: number;
  /** Another one for each index that was ever created under the name. */
  readonly token: string;
}

/** A replica may not know yet of an index that was just created. */
const FROM_PRIMARY = { idempotent: true };

/**
 * The indexes of a namespace: a hash from name to entry. A collection of octavec comes to be with its first record, but an index of
 * Mastra exists, and is listed, before that.
 */
export class IndexRegistry {
  readonly #client: Pick<VectorClient, "sendCommand">;
  readonly #key: string;

  constructor(client: Pick<VectorClient, "sendCommand">, namespace: string) {
    this.#client = client;
    // No key of a collection ends so.
    this.#key = `{${namespace}:mastra}:indexes`;
  }

  /** @returns the entry under this name: the new one, or the one that was there. */
  async add(name: string, dimension: number): Promise<IndexEntry> {
    const entry: IndexEntry = { dimension, token: randomUUID() };
    // Idempotent: if only the reply was lost, the entry is there already, with the same dimension.
    const command = ["HSETNX", this.#key, name, JSON.stringify(entry)];
    await this.#client.sendCommand(command, FROM_PRIMARY);
    return this.get(name);
  }

  /** @throws OctavecError `INVALID_ARGUMENT` if there is no such index. */
  async get(name: string): Promise<IndexEntry> {
    const reply = await this.#client.sendCommand(["HGET", this.#key, name], FROM_PRIMARY);
    if (typeof reply === "string") return JSON.parse(reply);
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `indexName: there is no index ${JSON.stringify(name)}. Create it with createIndex, or see listIndexes.`,
      { details: { indexName: name } },
    );
  }

  async has(name: string): Promise<boolean> {
    return (await this.#client.sendCommand(["HEXISTS", this.#key, name], FROM_PRIMARY)) === 1;
  }

  /** In the order of the names. */
  async names(): Promise<string[]> {
    const reply = await this.#client.sendCommand(["HKEYS", this.#key], FROM_PRIMARY);
    return (Array.isArray(reply) ? reply.map(String) : []).sort();
  }

  async remove(name: string): Promise<void> {
    await this.#client.sendCommand(["HDEL", this.#key, name], FROM_PRIMARY);
  }
}
