import { createClient } from "@redis/client";

/** The client library as it comes, with its defaults: what people write today. */
export async function openTypedClient(url: string) {
  const client = createClient({ url });
  client.on("error", () => {});
  await client.connect();
  return client;
}

export type TypedClient = Awaited<ReturnType<typeof openTypedClient>>;
