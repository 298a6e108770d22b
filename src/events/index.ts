export type { EventStreamOptions, PlaceOptions, SseOptions } from "../options/index.js";
export { type BridgeOptions, bridgePublished, type Subscriber } from "./bridge-published.js";
export { EventStream, type EventStreamParts, type NewEvent, type ReadEventsOptions } from "./event-stream.js";
export { createSseHandler, type SseHandlerOptions, toServerSentEvents } from "./server-sent-events.js";
export type { StreamEvent } from "./stream-event.js";
