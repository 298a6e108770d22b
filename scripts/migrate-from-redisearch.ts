/** `npm run migrate:redisearch -- …` is `octavec migrate redisearch …`, for a checkout. */
import { runProgram } from "../src/cli/index.js";

await runProgram(["migrate", "redisearch", ...process.argv.slice(2)]);
