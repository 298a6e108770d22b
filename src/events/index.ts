export { EventStream, type EventStreamParts, type NewEvent, type ReadEventsOptions } from "./event-stream.js";
export { toServerSentEvents } from "./server-sent-events.js";
export { createSseHandler, type SseHandlerOptions } from "./sse-handler.js";
export type { StreamEvent } from "./stream-event.js";
