/**
 * A program that starts servers, prints their processes as one line of JSON, and then ends (or waits to be ended) in the
 * way its second argument says: without ever calling `stop()`. The first argument is the source.
 */
import { startRedis8 } from "../../../src/testing/index.js";

const [source, ending] = process.argv.slice(2);
if (source !== "path" && source !== "debian") throw new Error(`no such source: ${source}`);

const redis = await startRedis8({ source, args: ["--appendonly", "yes"] });
const replica = await redis.startReplica();
const pids = [redis.pid, replica.pid];
if (ending === "freeze and wait") await redis.pause();
if (ending === "restart and wait") await redis.restart();
if (ending === "kill and wait") await redis.kill();
console.log(JSON.stringify([...pids, redis.pid].filter((pid) => pid !== undefined)));

switch (ending) {
  case "return":
    break;
  case "exit":
    process.exit(0);
    break;
  case "throw":
    setImmediate(() => {
      throw new Error("uncaught on purpose");
    });
    break;
  default:
    setInterval(() => {}, 60_000);
}
