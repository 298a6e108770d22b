// #region readme
import { createServer } from "node:http";
import { connect, createHealthHandlers } from "octavec";

const client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const health = createHealthHandlers(client);
const server = createServer((request, response) => {
  if (health.handle(request, response)) return; // /health/live and /health/ready
  response.end("hello");
});
server.listen(0);

process.once("SIGTERM", async () => {
  const drained = new Promise((resolve) => server.close(resolve)); // no new requests
  server.closeIdleConnections();
  await drained; // the last ones still have their Redis
  await client.close(); // waits for what is under way, at most closeTimeoutMs
  console.log("drained and closed");
  // drained and closed
});
// #endregion
server.once("listening", () => process.kill(process.pid, "SIGTERM"));
