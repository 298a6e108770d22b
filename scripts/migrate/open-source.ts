import { connect } from "../../src/index.js";
import { createHashSource, createJsonlSource, type MigrationSource } from "../../src/migration/index.js";
import { UsageError } from "../calibrate/usage-error.js";
import type { SourceChoice } from "./args.js";

export interface OpenedSource extends AsyncDisposable {
  readonly source: MigrationSource;
}

/** Opens the source that was chosen, with a connection of its own. */
export async function openSource(choice: SourceChoice): Promise<OpenedSource> {
  switch (choice.kind) {
    case "jsonl":
      return { source: createJsonlSource(choice.path), [Symbol.asyncDispose]: async () => {} };
    case "hashes": {
      const { url, prefix, vectorField } = choice;
      const client = await connect(url === undefined ? {} : { url });
      const source = createHashSource(client, { prefix, vectorField });
      return { source, [Symbol.asyncDispose]: () => client.close() };
    }
    case "qdrant":
    case "redisearch":
      throw new UsageError(
        `Sources of kind ${choice.kind} are not part of this version; use --prefix or --file`,
      );
  }
}
