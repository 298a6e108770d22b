import { randomUUID } from "node:crypto";

const user = randomUUID();

// #region readme
import { connect } from "octavec";
import { RateLimiter } from "octavec/rate-limit";

await using client = await connect({ url: process.env.REDIS_URL ?? "redis://localhost:6379" });
const place = { namespace: "example", name: "questions" };
const limiter = new RateLimiter({ client, ...place, points: 2, durationMs: 60_000 });

const ask = () =>
  limiter.run(
    user,
    async () => "a fresh answer",
    ({ retryAfterMs }) => `again within ${Math.ceil(retryAfterMs / 60_000)} minute, please`,
  );
console.log(await ask(), "/", await ask(), "/", await ask());
// a fresh answer / a fresh answer / again within 1 minute, please
// #endregion
