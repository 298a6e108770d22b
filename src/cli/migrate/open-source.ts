import {
  createHashSource,
  createJsonlSource,
  type MigrationSource,
  QdrantSource,
  RediSearchSource,
} from "../../migration/index.js";
import { connectFromFlags } from "../program/connect-from-flags.js";
import type { SourceChoice } from "./migrate-flags.js";

export interface OpenedSource extends AsyncDisposable {
  readonly source: MigrationSource;
}

/** Opens the chosen source with its own connection. Disposing of the source closes it. */
export async function openSource(choice: SourceChoice): Promise<OpenedSource> {
  switch (choice.kind) {
    case "jsonl":
      return closing(createJsonlSource(choice.path));
    case "hashes": {
      const { kind: _kind, url, ...options } = choice;
      const client = await connectFromFlags(url);
      return { source: createHashSource(client, options), [Symbol.asyncDispose]: () => client.close() };
    }
    case "qdrant": {
      const { kind: _kind, ...options } = choice;
      return closing(new QdrantSource({ ...options, apiKey: process.env.QDRANT_API_KEY }));
    }
    case "redisearch": {
      const { kind: _kind, url = process.env.REDIS_URL ?? "redis://localhost:6379", ...options } = choice;
      return closing(new RediSearchSource({ ...options, url }));
    }
  }
}

function closing(source: MigrationSource): OpenedSource {
  return { source, [Symbol.asyncDispose]: async () => source.close?.() };
}
