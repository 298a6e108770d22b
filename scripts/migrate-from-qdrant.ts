/** `npm run migrate:qdrant` migrates a Qdrant collection to a collection of octavec. `--help` lists the options. */
import { migrateMain } from "./migrate/main.js";

await migrateMain("qdrant");
