/** `npm run migrate:redisearch`: from a RediSearch index, or plain hashes, into a collection of octavec. `--help` lists the options. */
import { migrateMain } from "./migrate/main.js";

await migrateMain("redisearch");
