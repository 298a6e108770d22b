import type { Command, CommandArgument, Reply } from "../executor.js";
import type { Quantization } from "../options/index.js";
import { readBoolean } from "../reply.js";
import { QUANTIZATION_OPTIONS } from "./quantization-names.js";

/**
 * VADD key [REDUCE d] FP32 blob element [NOQUANT | Q8 | BIN] [EF n] [SETATTR json] [M n]
 * https://redis.io/docs/latest/commands/vadd/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Reply: true (RESP2 1) for a new element, false (0) if the element existed and its vector was replaced.
 * - A replacement (reply false) is applied on the primary only: it is neither replicated nor written to the AOF. Send
 *   MULTI; VREM; VADD; EXEC to make it durable. It keeps the element's attributes unless SETATTR is given.
 * - The first VADD fixes dimension, quantization, M and REDUCE of the key, and every later one must repeat them:
 *   `ERR asked quantization mismatch with existing vector set`, `ERR asked M value mismatch with existing vector set`,
 *   `ERR Vector dimension mismatch - got %d but set has %d`, `ERR Input dimension mismatch for projection - …`.
 *   A command without M is treated as one with M 16.
 * - Other errors: `ERR invalid vector specification`, `ERR invalid EF` (1 … 1 000 000), `ERR invalid M` (4 … 4096),
 *   `OOM command not allowed when used memory > 'maxmemory'.`, `WRONGTYPE …`.
 * - NaN, ±Infinity and zero vectors are accepted. In a Q8 set they become all-zero vectors, which score 0.5 for every
 *   query. In a NOQUANT set a NaN scores `nan` and may rank first.
 * - REDUCE must stand directly before the vector.
 *
 * `CAS` is never sent. It is logged to the AOF unchanged, and when the server replays it at its next start, it stops
 * (`ASSERTION FAILED aof.c '(fakeClient->flags & CLIENT_BLOCKED) == 0'`, seen on 8.2.3, same code in 8.8.0). Together
 * with SETATTR it also miscounts attributes, so that an RDB file can lose them all.
 */
export interface VaddOptions {
  key: string;
  element: string;
  /** FP32 blob, 4 · dimension bytes, little-endian (see `encodeFloat32Blob`). Not copied. */
  vector: Buffer;
  /** Always sent, even the server's default `"q8"`. Every VADD of a key must name the same. */
  quantization: Quantization;
  /** Links per node, 4 … 4096; server's default 16. Repeat it with every VADD of the key. */
  m?: number | undefined;
  /** Candidates considered when the element is linked (EF), 1 … 1 000 000; server's default 200. */
  efConstruction?: number | undefined;
  /** JSON text (see `encodeAttributes`). Default: a replaced element keeps its attributes. `""` removes them. */
  attributes?: string | undefined;
  /** Dimension after random projection, at most that of the vector. Repeat it with every VADD of the key. */
  reduce?: number | undefined;
}

export function encodeVadd(options: VaddOptions): Command {
  const command: CommandArgument[] = ["VADD", options.key];
  if (options.reduce !== undefined) command.push("REDUCE", String(options.reduce));
  command.push("FP32", options.vector, options.element, QUANTIZATION_OPTIONS[options.quantization]);
  if (options.efConstruction !== undefined) command.push("EF", String(options.efConstruction));
  if (options.attributes !== undefined) command.push("SETATTR", options.attributes);
  if (options.m !== undefined) command.push("M", String(options.m));
  return command;
}

/** True if the element is new, false if it existed and was replaced, on this server only (see `VaddOptions`). */
export function decodeVadd(reply: Reply): boolean {
  return readBoolean("VADD", reply);
}
