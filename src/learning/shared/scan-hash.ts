import type { Executor } from "../../executor.js";
import { listOf, pairsOf, textOf } from "../../reply.js";

const PER_COMMAND = 1_000;

/** All fields of a hash and their values. A field may come twice. @throws what Redis answers. */
export async function* scanHash(
  executor: Executor,
  key: string,
  timeoutMs: number,
): AsyncGenerator<readonly [field: string, value: string]> {
  let cursor = "0";
  do {
    const command = ["HSCAN", key, cursor, "COUNT", String(PER_COMMAND)];
    const [next, fields] = listOf(await executor.send(command, { readOnly: true, binary: true, timeoutMs }));
    cursor = textOf(next) ?? "0";
    yield* pairsOf(fields);
  } while (cursor !== "0");
}
