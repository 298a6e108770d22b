/** `npm run migrate:qdrant`: from a Qdrant collection into a collection of octavec. `--help` lists the options. */
import { migrateMain } from "./migrate/main.js";

await migrateMain("qdrant");
