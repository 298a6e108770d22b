/** `npm run migrate:qdrant -- …` is `octavec migrate qdrant …`, for a checkout. */
import { runProgram } from "../src/cli/index.js";

await runProgram(["migrate", "qdrant", ...process.argv.slice(2)]);
