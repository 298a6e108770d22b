import { reading } from "../errors/index.js";
import type { Executor } from "../executor.js";
import {
  type Attributes,
  parseOptions,
  type RepositoryOptions,
  repositoryOptionsSchema,
} from "../options/index.js";
import { type RepositoryBackground, shardPlace, VectorRepository } from "../repository/index.js";
import type { PrecisionObserver } from "../telemetry/index.js";
import { ShardRecord } from "./shard-record.js";
import { ShardSet } from "./shard-set.js";
import { ShardedRepository } from "./sharded-repository.js";

/**
 * The repository of a collection, with or without shards. Does no I/O.
 *
 * @throws OctavecError `INVALID_OPTIONS`.
 */
export function openRepository<A extends Attributes>(
  executor: Executor,
  options: RepositoryOptions<A>,
  observer: PrecisionObserver | undefined,
  background: RepositoryBackground,
): VectorRepository<A> {
  const open = (given: RepositoryOptions<A>) =>
    new VectorRepository<A>(executor, given, observer, background);
  if (reading("repository options", "INVALID_OPTIONS", () => options?.shards === undefined))
    return open(options);
  const { shards } = parseOptions(repositoryOptionsSchema, options, "repository options");
  const { shards: _, ...whole } = options;
  if (shards === 1) return open(whole);
  const record = new ShardRecord(executor, whole, shards);
  const set = new ShardSet<A>(record, (name) => open({ ...whole, ...shardPlace(whole, name) }));
  return new ShardedRepository<A>(executor, whole, set);
}
