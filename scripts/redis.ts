/** `npm run redis -- …` is `octavec redis …`, for a checkout. */
import { runProgram } from "../src/cli/index.js";

await runProgram(["redis", ...process.argv.slice(2)]);
