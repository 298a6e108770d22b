// #region readme
import { connect } from "octavec";

const client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
await client.sendCommand(["SET", "visits", "41"]);
const executed = await client.lease(async (connection) => {
  await connection.send(["WATCH", "visits"]);
  const visits = Number(await connection.send(["GET", "visits"]));
  const [, , exec] = await connection.pipeline([["MULTI"], ["SET", "visits", String(visits + 1)], ["EXEC"]]);
  return exec?.ok === true && exec.value !== null; // null: somebody else wrote in between
});
console.log(executed, await client.sendCommand(["GET", "visits"]));
// true 42
await client.close();
// #endregion
