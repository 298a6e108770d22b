export { backgroundFailureEvent, ClientMonitor, type EventCounts } from "./client-monitor.js";
export type {
  AdvisoryEvent,
  BackgroundFailureEvent,
  BreakerEvent,
  BreakerState,
  BreakerTransition,
  EmbedderDownEvent,
  EmbedderUpEvent,
  EventListener,
  EventReceivers,
  Logger,
  MissingRightEvent,
  OctavecEvent,
  ServerDownEvent,
  ServerUpEvent,
} from "./event.js";
export { EventHub } from "./event-hub.js";
export { FailedCalls } from "./failed-calls.js";
export type { Outage } from "./outage.js";
