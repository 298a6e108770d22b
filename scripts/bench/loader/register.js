/**
 * `node --import ./scripts/bench/loader/register.js`: runs TypeScript as users run the built package. `tsx` wraps every
 * function in a call that keeps its name, and a hot path with closures pays for these calls at each request.
 */
import { register } from "node:module";

register("./hooks.js", import.meta.url);
