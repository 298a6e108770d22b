import { readFile } from "node:fs/promises";
import {
  type FilterTranslation,
  type MigrationSource,
  planMigration,
  translateQdrantFilter,
  translateRediSearchQuery,
  type UntranslatedPart,
  type VerifiedFilter,
} from "../../migration/index.js";
import { UsageError } from "../terminal/usage-error.js";

export interface ReadFilters {
  /** Filters with the same meaning on both sides. */
  readonly filters: readonly VerifiedFilter[];
  /** Filters that octavec cannot express, or only in part. */
  readonly notCompared: readonly {
    readonly name: string;
    readonly untranslated: readonly UntranslatedPart[];
  }[];
}

/** Translates a JSON list of filters in the source's language. A sample of the source shows which fields contain lists. */
export async function readFilters(
  path: string,
  source: MigrationSource,
  signal: AbortSignal,
): Promise<ReadFilters> {
  const list = await readList(path);
  const { lists } = await planMigration({ source, signal });
  const filters: VerifiedFilter[] = [];
  const notCompared: ReadFilters["notCompared"][number][] = [];
  for (const each of list) {
    const name = JSON.stringify(each);
    const { filter, untranslated } = translated(each, source.kind, lists);
    const isWhole = untranslated.every(({ effect }) => effect === "none");
    if (isWhole && filter !== undefined) filters.push({ name, source: each, target: filter });
    else notCompared.push({ name, untranslated });
  }
  return { filters, notCompared };
}

function translated(filter: unknown, kind: string, lists: readonly string[]): FilterTranslation {
  if (kind === "qdrant") return translateQdrantFilter(filter, { lists });
  if (kind === "redisearch" && typeof filter === "string") return translateRediSearchQuery(filter, { lists });
  if (kind === "redisearch") throw new UsageError("--filters: expected texts of the query language");
  throw new UsageError("--filters: this source has no filters");
}

async function readList(path: string): Promise<readonly unknown[]> {
  try {
    const list: unknown = JSON.parse(await readFile(path, "utf8"));
    if (Array.isArray(list)) return list;
  } catch (cause) {
    throw new UsageError(`--filters: ${path} cannot be read: ${String(cause)}`);
  }
  throw new UsageError("--filters: expected a JSON list");
}
