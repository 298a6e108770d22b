import { randomUUID } from "node:crypto";
import { once } from "node:events";

const job = randomUUID();

// #region readme
import { createServer } from "node:http";
import { connect } from "octavec";
import { createSseHandler, EventStream } from "octavec/events";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await using events = new EventStream({ client, namespace: "example" });

// In the process that does the work:
await events.publish(job, { type: "progress", data: { done: 0.5 } });
await events.publish(job, { type: "progress", data: { done: 1 } });
await events.end(job);

// In the one that serves browsers: new EventSource("/progress/…")
const handle = createSseHandler(events, { channelOf: ({ url }) => url?.split("/").at(-1) });
const server = createServer((request, response) => void handle(request, response));
// #endregion
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
if (address === null || typeof address === "string") throw new Error("no TCP address");
const response = await fetch(`http://127.0.0.1:${address.port}/progress/${job}`);
console.log((await response.text()).match(/^(event|data): .*/gm)?.join(", "));
// event: progress, data: {"done":0.5}, event: progress, data: {"done":1}, event: end, data: null
server.close();
server.closeAllConnections();
