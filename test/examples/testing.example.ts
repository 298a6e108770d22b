// #region readme
import { connect } from "octavec";
import { startRedis8 } from "octavec/testing";

await using redis = await startRedis8({ args: ["--appendonly", "yes", "--appendfsync", "always"] });
await using client = await connect({ url: redis.url });
const docs = client.repository({ namespace: "test", collection: "crash", dimension: 2 });

await docs.upsert({ id: "a", vector: [0, 1] });
await docs.upsert({ id: "a", vector: [1, 0] }); // an update, which a bare VADD would not bring into the AOF
await redis.kill(); // kill -9
await redis.restart(); // same port, same data folder
console.log((await docs.get("a"))?.vector, redis.source !== undefined);
// Float32Array(2) [ 1, 0 ] true
// #endregion
