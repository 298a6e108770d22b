import { randomBytes } from "node:crypto";
import { startRedis8 } from "octavec/testing";

const password = randomBytes(8).toString("hex");
await using redis = await startRedis8({ args: ["--requirepass", password] });
const url = `redis://${redis.host}:${redis.port}`;
const vault = { read: async (_name: string) => password };

// #region readme
import { connect } from "octavec";

const client = await connect({
  url,
  username: "default",
  credentials: async () => ({ password: await vault.read("redis/password") }),
});
console.log((await client.health()).status);
// up
// #endregion
await client.close();
