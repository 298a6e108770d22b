import { randomUUID } from "node:crypto";

const url = process.env.REDIS_URL ?? "redis://localhost:6379";
const job = randomUUID();

// #region readme
import { createClient } from "@redis/client";
import { connect } from "octavec";
import { bridgePublished, EventStream } from "octavec/events";

await using client = await connect({ url });
await using events = new EventStream({ client, namespace: "shop" });
const subscriber = await createClient({ url }).connect();
const bridge = await bridgePublished(events, subscriber, {
  from: `progress:${job}`,
  to: job,
  eventOf: (message) => (message === "DONE" ? "end" : { type: "progress", data: JSON.parse(message) }),
  onError: (error) => console.error("progress was not stored:", error),
});

// The other program goes on as before.
const publisher = await createClient({ url }).connect();
await publisher.publish(`progress:${job}`, '{"done":0.5}');
await publisher.publish(`progress:${job}`, '{"done":1}');
await publisher.publish(`progress:${job}`, "DONE");

// A reader may come late.
const seen: string[] = [];
for await (const { type, data } of events.read(job)) {
  seen.push(`${type} ${JSON.stringify(data)}`);
}
console.log(seen.join(", "));
// progress {"done":0.5}, progress {"done":1}, end null
// #endregion
await bridge[Symbol.asyncDispose]();
await Promise.all([publisher.close(), subscriber.close()]);
