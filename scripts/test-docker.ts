/** `npm run test:docker`: the tests that need a Docker engine. One is started where none answers and root can do so. */
import { runDockerTests } from "../test/helpers/docker/run-docker-tests.js";

const { passed, failed, trouble } = await runDockerTests();
for (const line of trouble) console.log(line);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
