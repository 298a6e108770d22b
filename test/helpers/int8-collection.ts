import { expect } from "vitest";
import type { PrecisionEvent, VectorClient, VectorRepository } from "../../src/index.js";
import { type StoredCode, unpackCode } from "../../src/repository/precision/stored-code.js";

/** Collects events, and waits until one of a kind has come. */
export class SeenEvents {
  readonly all: PrecisionEvent[] = [];
  readonly listen = (event: PrecisionEvent): void => void this.all.push(event);

  of<Kind extends PrecisionEvent["kind"]>(kind: Kind) {
    return this.all.filter((event): event is Extract<PrecisionEvent, { kind: Kind }> => event.kind === kind);
  }

  async until(kind: PrecisionEvent["kind"], count = 1): Promise<void> {
    await expect
      .poll(() => this.of(kind).length, { timeout: 20_000, interval: 10 })
      .toBeGreaterThanOrEqual(count);
  }
}

/** Waits until no rewriting of codes is under way. */
export async function untilRewritten(client: VectorClient, docs: VectorRepository): Promise<void> {
  const key = docs.key.replace(/:v$/, ":rewriting");
  const isOver = async () => (await client.sendCommand(["EXISTS", key])) === 0;
  await expect.poll(isOver, { timeout: 20_000, interval: 10 }).toBe(true);
}

/** The codes of a collection, by id. */
export async function codesOf(
  client: VectorClient,
  docs: VectorRepository,
  dimension: number,
): Promise<Map<string, StoredCode>> {
  const key = docs.key.replace(/:v$/, ":codes");
  const reply = await client.sendCommand(["HGETALL", key], { binary: true });
  const words = Array.isArray(reply) ? reply.filter((word) => Buffer.isBuffer(word)) : [];
  const codes = new Map<string, StoredCode>();
  for (let place = 0; place < words.length; place += 2)
    codes.set(words[place]!.toString(), unpackCode(words[place + 1]!, dimension));
  return codes;
}

/** How many codes there are of each kind: `float32`, or `int8 v1`. */
export function kindsOf(codes: ReadonlyMap<string, StoredCode>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes.values()) {
    const name = code.kind === "int8" ? `int8 v${code.calibration.version}` : code.kind;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
