/** `npm run migrate:redisearch` migrates a RediSearch index, or plain hashes, to a collection of octavec. See `--help`. */
import { migrateMain } from "./migrate/main.js";

await migrateMain("redisearch");
