import { z } from "zod";
import type { EventListener, Logger } from "../monitoring/index.js";

/** The receivers of events, for the options objects of client and cache. */
export const eventFields = () => ({
  onEvent: z
    .custom<EventListener>((value) => typeof value === "function", "expected a function of one event")
    .optional(),
  logger: z
    .custom<Logger>(
      isLogger,
      "expected a logger with the methods info, warn and error, each of (object, message)",
    )
    .optional(),
});

/** The part of a cache's options that says how it reaches Redis and who is told of what happens. */
export const cacheConnectionSchema = z.lazy(() =>
  z.strictObject({ url: z.string().optional(), ...eventFields() }),
);

function isLogger(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return ["info", "warn", "error"].every((name) => typeof Reflect.get(value, name) === "function");
}
