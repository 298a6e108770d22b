import { onTestFinished } from "vitest";
import type { Attributes, RepositoryOptions } from "../../src/index.js";
import { type ConnectOptions, connect, type VectorClient, type VectorRepository } from "../../src/index.js";
import { uniquePrefix } from "./unique-prefix.js";

/** A client that is closed when the test ends. */
export async function openClient(url: string, options: ConnectOptions = {}): Promise<VectorClient> {
  const client = await connect({ url, minConnections: 2, ...options });
  onTestFinished(() => client.close());
  return client;
}

export interface OpenedCollection<A extends Attributes> {
  readonly client: VectorClient;
  readonly docs: VectorRepository<A>;
  /** To open the same collection again. */
  readonly place: { readonly namespace: string; readonly collection: string };
}

/** A collection of one's own on the server, dropped when the test ends. */
export async function openCollection<A extends Attributes = Attributes>(
  url: string,
  options: Partial<RepositoryOptions<A>> & { dimension: number },
  connectOptions: ConnectOptions = {},
): Promise<OpenedCollection<A>> {
  const place = { namespace: uniquePrefix("docs"), collection: "test" };
  const client = await openClient(url, connectOptions);
  const docs = client.repository<A>({ ...place, ...options });
  onTestFinished(() => docs.drop());
  return { client, docs, place };
}
