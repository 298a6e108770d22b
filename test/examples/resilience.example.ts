// #region readme
import { connect, isOctavecError } from "octavec";

const client = await connect({
  url: process.env.REDIS_URL ?? "redis://localhost:6379",
  retry: { maxRetries: 2, budgetRatio: 0.1 }, // maxRetries 0: nothing is repeated
  breaker: {
    failureRate: 0.5,
    minimumCalls: 20,
    windowMs: 10_000,
    onTransition: ({ server, from, to }) => console.warn(`${server}: ${from} → ${to}`),
  },
});

// Work of your own is repeated after a lost reply only when you say that this is harmless.
await client.sendCommand(["SET", "greeting", "hello"], { idempotent: true });

const release = await client.isolate(); // by hand: nothing is sent until release()
const refused = await client.sendCommand(["GET", "greeting"]).catch((error) => error);
const { nodes } = await client.health(); // asks around the breaker
console.log(isOctavecError(refused, "CIRCUIT_OPEN"), nodes[0]?.status, nodes[0]?.breaker?.state);
// true up isolated
release();

console.log(await client.sendCommand(["GET", "greeting"], { readOnly: true }));
// hello
await client.close();
// #endregion
