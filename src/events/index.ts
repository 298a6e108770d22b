export type { EventStreamOptions, PlaceOptions, SseOptions } from "../options/index.js";
export { EventStream, type EventStreamParts, type NewEvent, type ReadEventsOptions } from "./event-stream.js";
export { createSseHandler, type SseHandlerOptions, toServerSentEvents } from "./server-sent-events.js";
export type { StreamEvent } from "./stream-event.js";
