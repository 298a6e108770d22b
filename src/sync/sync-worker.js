// For a checkout only, where threads do not get the TypeScript loader on Node 20. In the package the compiled
// sync-thread.ts has this file's place. The names differ, because synckit would prefer a sync-worker.ts.
import { tsImport } from "tsx/esm/api";

await tsImport("./sync-thread.ts", import.meta.url);
