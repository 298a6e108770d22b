import { pause } from "../../async/index.js";
import type { VectorClient } from "../../client.js";
import { decodeVrandmembers, encodeVrandmember, type Filter } from "../../commands/index.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import {
  parseOptions,
  type ResolvedVerifyTuning,
  type VerifyTuning,
  verifySchema,
} from "../../options/index.js";
import { elementIds, type VectorRepository } from "../../repository/index.js";
import { createCollectionSource } from "../source/collection-source.js";
import type { MigrationRecord, MigrationSource } from "../source/source.js";
import { checkRecord } from "../source/target-record.js";
import { compareRecords, type Difference, type StoredForms } from "./compare-records.js";
import { ExactSearch } from "./exact-search.js";
import { overlapOf } from "./overlap.js";
import type { Recall, VerifyReport } from "./verify-report.js";

/** One filter for both sides. */
export interface VerifiedFilter {
  readonly name: string;
  readonly target: Filter;
  /** The filter in the source's language. Required if the source has a search. */
  readonly source?: unknown;
  /** Whether a record matches the filter. Required if the source has no search. */
  readonly matches?: ((record: MigrationRecord) => boolean) | undefined;
}

export interface VerifyOptions extends VerifyTuning {
  readonly source: MigrationSource;
  readonly target: VectorRepository;
  /** The target's server. */
  readonly client: Pick<VectorClient, "executor">;
  /** Translated filters. Each is used with every sampled query, and the hits of both sides are compared. */
  readonly filters?: readonly VerifiedFilter[] | undefined;
}

/** Ids listed for each kind of difference. */
const MAX_EXAMPLES = 20;
const CONCURRENT_QUERIES = 8;
/** How often an id that differs is looked at again, and the first pause between two looks; the second is twice as long, and so on. */
const MAX_LOOKS = 5;
const PAUSE_MS = 50;

/**
 * Compares a source with a collection:
 *
 * - the ids, in both directions
 * - each vector, with the least cosine that its quantization allows, and that of the source if it quantizes (`leastCosine`)
 * - attributes and `extra`
 * - the hits of sampled queries, with and without filters
 *
 * A record that seems to differ is read again from both sides, up to five times, before it counts. So live writes, and ids that occur twice in
 * the source, do not fail the verification. Memory holds one page. If the source has no search, every record is compared
 * with every query while the source is read.
 *
 * @throws OctavecError `INVALID_OPTIONS`, `INVALID_ARGUMENT` for a filter that cannot be compared, and the errors of both
 * sides.
 */
export async function verifyMigration(options: VerifyOptions): Promise<VerifyReport> {
  const { source, target, client, filters = [], ...given } = options;
  const tuning = parseOptions(verifySchema, given, "verify options");
  for (const filter of filters) requireComparable(filter, source);
  return new Verification(source, target, client, filters, tuning).run();
}

interface SampledQuery {
  readonly vector: Float32Array;
  /** The expected hits if the source has no search. Complete when all records were read. */
  readonly exact: ExactSearch;
  readonly filter: VerifiedFilter | undefined;
}

class Verification {
  readonly #copies: MigrationSource;
  readonly #differences: Record<Difference | "extraIds", number> = {
    ...{ missing: 0, vector: 0, attributes: 0, extra: 0, extraIds: 0 },
  };
  readonly #examples: Record<Difference | "extraIds", string[]> = {
    ...{ missing: [], vector: [], attributes: [], extra: [], extraIds: [] },
  };
  #walked = 0;
  #rejected = 0;
  #records = 0;
  #targetIds = 0;
  #cosines = { sum: 0, count: 0, lowest: 1 };

  constructor(
    private readonly source: MigrationSource,
    private readonly target: VectorRepository,
    private readonly client: Pick<VectorClient, "executor">,
    private readonly filters: readonly VerifiedFilter[],
    private readonly tuning: ResolvedVerifyTuning,
  ) {
    this.#copies = createCollectionSource(client, target);
  }

  async run(): Promise<VerifyReport> {
    const { signal } = this.tuning;
    const { quantization } = await this.target.info({ signal });
    const { precision, rotated } = await this.target.precisionReport({ signal });
    const queries = await this.#sampleQueries();
    const { count: expected, storedForm: source } = await this.source.describe({ signal });
    await this.#walkSource(expected, { source, target: { quantization, precision, rotated } }, queries);
    await this.#walkTarget();
    const target = await this.target.count({ signal });
    const recalls = await this.#recalls(queries);
    const recall = recalls.get(undefined) ?? null;
    const filters = this.filters.flatMap((filter) => {
      const found = recalls.get(filter);
      return found === undefined ? [] : [{ name: filter.name, ...found }];
    });
    const problems = this.#problems(recall, filters);
    const { sum, count, lowest } = this.#cosines;
    return {
      pass: problems.length === 0,
      problems,
      counts: { source: this.#walked, target, rejected: this.#rejected },
      checked: { records: this.#records, targetIds: this.#targetIds },
      differences: this.#differences,
      examples: this.#examples,
      cosine: count === 0 ? { mean: null, lowest: null } : { mean: sum / count, lowest },
      recall,
      filters,
    };
  }

  /** The vectors of random records, each once without a filter and once with each filter. */
  async #sampleQueries(): Promise<SampledQuery[]> {
    const { queries, limit, signal } = this.tuning;
    if (queries === 0) return [];
    const keys = await this.target.shardKeys({ signal });
    const options = { signal, idempotent: true };
    const replies = await Promise.all(
      keys.map((key) =>
        this.client.executor.send(encodeVrandmember(key, Math.ceil(queries / keys.length)), options),
      ),
    );
    const ids = replies.flatMap(decodeVrandmembers).slice(0, queries);
    const found = await this.source.fetch(ids, { signal });
    const wanted = [undefined, ...this.filters];
    return found.flatMap((record) => {
      if (record === null) return [];
      const { vector } = record;
      return wanted.map((filter) => {
        return { vector, filter, exact: new ExactSearch(vector, limit, filter?.matches) };
      });
    });
  }

  async #walkSource(
    count: number | null,
    forms: StoredForms,
    queries: readonly SampledQuery[],
  ): Promise<void> {
    const { pageSize, signal, onProgress, sample } = this.tuning;
    const needsAll = this.source.search === undefined;
    const stride = strideOf(count ?? (await this.target.count({ signal })), sample);
    for await (const { records, rejects } of this.source.pages({ pageSize, signal })) {
      if (needsAll) {
        for (const record of records) for (const { exact } of queries) exact.offer(record);
      }
      const compared = records.filter((_, place) => (this.#walked + place) % stride === 0);
      const storable = compared.filter((record) => isStorable(record, this.target.inputDimension));
      this.#rejected += compared.length - storable.length;
      await this.#compare(storable, forms);
      this.#walked += records.length;
      this.#rejected += rejects.length;
      onProgress?.(this.#walked);
    }
  }

  async #compare(records: readonly MigrationRecord[], forms: StoredForms): Promise<void> {
    const { signal } = this.tuning;
    if (records.length === 0) return;
    const ids = records.map(({ id }) => id);
    const copies = await this.#copies.fetch(ids, { signal });
    const first = records.map((record, place) => compareRecords(record, copies[place] ?? null, forms));
    const doubtful = ids.filter((_, place) => first[place]?.difference !== undefined);
    const lasting = await this.#lookAgain(doubtful, async (some) => {
      const [now, copiesNow] = await Promise.all([
        this.source.fetch(some, { signal }),
        this.#copies.fetch(some, { signal }),
      ]);
      return some.flatMap((id, place): [string, Difference][] => {
        const record = now[place] ?? null;
        // Deleted since it was read. The walk over the target's ids checks whether the target still has it.
        if (record === null) return [];
        const { difference } = compareRecords(record, copiesNow[place] ?? null, forms);
        return difference === undefined ? [] : [[id, difference]];
      });
    });
    this.#records += records.length;
    for (const { cosine } of first) if (cosine !== undefined) this.#countCosine(cosine);
    for (const [id, difference] of lasting) this.#countDifference(difference, id);
  }

  /** Looks at ids until they no longer differ, several times, because a live write reaches one side a moment after the other. */
  async #lookAgain<D>(
    ids: readonly string[],
    differences: (ids: readonly string[]) => Promise<[string, D][]>,
  ): Promise<[string, D][]> {
    let found: [string, D][] = [];
    for (let look = 0, some = ids; some.length > 0 && look < MAX_LOOKS; look++) {
      if (look > 0) await pause(look * PAUSE_MS, this.tuning.signal);
      found = await differences(some);
      some = found.map(([id]) => id);
    }
    return found;
  }

  async #walkTarget(): Promise<void> {
    const { pageSize, signal, sample } = this.tuning;
    const stride = strideOf(await this.target.count({ signal }), sample);
    let place = 0;
    for (const key of await this.target.shardKeys({ signal })) {
      for await (const { ids } of elementIds(this.client, key, { pageSize, signal })) {
        const sampled = ids.filter(() => place++ % stride === 0);
        this.#targetIds += sampled.length;
        const extra = await this.#lookAgain(sampled, (some) => this.#extraIds(some));
        for (const [id] of extra) this.#countDifference("extraIds", id);
      }
    }
  }

  /** Those of the target's ids that the source does not have. */
  async #extraIds(ids: readonly string[]): Promise<[string, true][]> {
    const { signal } = this.tuning;
    const found = await this.source.fetch(ids, { signal });
    const absent = ids.filter((_, place) => (found[place] ?? null) === null);
    const copies = absent.length === 0 ? [] : await this.#copies.fetch(absent, { signal });
    return absent.flatMap((id, place) => ((copies[place] ?? null) === null ? [] : [[id, true]]));
  }

  async #recalls(queries: readonly SampledQuery[]): Promise<Map<VerifiedFilter | undefined, Recall>> {
    const overlaps = new Map<VerifiedFilter | undefined, number[]>();
    for (let start = 0; start < queries.length; start += CONCURRENT_QUERIES) {
      const some = queries.slice(start, start + CONCURRENT_QUERIES);
      const found = await Promise.all(some.map((query) => this.#overlapOf(query)));
      for (const [place, { filter }] of some.entries()) {
        overlaps.set(filter, [...(overlaps.get(filter) ?? []), found[place]!]);
      }
    }
    const against = this.source.search === undefined ? "exact" : "source";
    return new Map(
      [...overlaps].map(([filter, values]) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const { limit } = this.tuning;
        return [filter, { against, queries: values.length, limit, mean, lowest: Math.min(...values) }];
      }),
    );
  }

  async #overlapOf({ vector, filter, exact }: SampledQuery): Promise<number> {
    const { limit, signal } = this.tuning;
    const [expected, found] = await Promise.all([
      this.source.search?.({ vector, limit, filter: filter?.source, signal }) ?? exact.hits,
      this.target.search({ vector, limit, filter: filter?.target, signal }),
    ]);
    return overlapOf(expected, found);
  }

  #countDifference(kind: Difference | "extraIds", id: string): void {
    this.#differences[kind]++;
    if (this.#examples[kind].length < MAX_EXAMPLES) this.#examples[kind].push(id);
  }

  #countCosine(cosine: number): void {
    this.#cosines.sum += cosine;
    this.#cosines.count++;
    this.#cosines.lowest = Math.min(this.#cosines.lowest, cosine);
  }

  #problems(recall: Recall | null, filters: VerifyReport["filters"]): string[] {
    const { missing, vector, attributes, extra, extraIds } = this.#differences;
    const { minRecall } = this.tuning;
    const found: [boolean, string][] = [
      [this.#walked === 0, "The source has no records."],
      [missing > 0, `${missing} records of the source are not in the target.`],
      [extraIds > 0, `${extraIds} ids of the target are not in the source.`],
      [vector > 0, `${vector} vectors differ by more than the target's quantization can explain.`],
      [attributes > 0, `${attributes} records have different attributes in the target.`],
      [extra > 0, `${extra} records have different extra data in the target.`],
      [recall !== null && !(recall.mean >= minRecall), `Recall is ${recall?.mean}, less than ${minRecall}.`],
      ...filters.map(({ name, mean }): [boolean, string] => {
        return [!(mean >= minRecall), `Recall with the filter ${name} is ${mean}, less than ${minRecall}.`];
      }),
    ];
    return found.flatMap(([isSo, text]) => (isSo ? [text] : []));
  }
}

/** Whether a target can store the record. A record that no target can store is not missing from the copy. */
function isStorable(record: MigrationRecord, dimension: number): boolean {
  try {
    checkRecord(record, dimension);
    return true;
  } catch (error) {
    if (isOctavecError(error)) return false;
    throw error;
  }
}

function strideOf(count: number, sample: number | undefined): number {
  return sample === undefined ? 1 : Math.max(1, Math.floor(count / sample));
}

function requireComparable({ name, source: given, matches }: VerifiedFilter, source: MigrationSource): void {
  if (source.search === undefined ? matches !== undefined : given !== undefined) return;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    source.search === undefined
      ? `The filter ${name} needs \`matches\`, because this source has no search.`
      : `The filter ${name} needs \`source\`: the same filter in the source's language.`,
  );
}
