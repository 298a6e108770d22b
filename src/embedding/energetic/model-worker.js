// For a checkout only, where threads do not get the TypeScript loader on Node 20. In the package the compiled
// model-worker.ts has this file's place.
import { tsImport } from "tsx/esm/api";

await tsImport("./model-worker.ts", import.meta.url);
