import type { LookupContext } from "../find/index.js";
import type { Flights } from "./flights.js";

/** What making, storing and renewing answers needs. */
export interface AnswerContext extends LookupContext {
  readonly flights: Flights;
}
