export { backgroundFailureEvent, ClientMonitor, type EventCounts } from "./client-monitor.js";
export type {
  AdvisoryEvent,
  BackgroundFailureEvent,
  BreakerEvent,
  BreakerState,
  BreakerTransition,
  CacheChangeEvent,
  DecisionDriftEvent,
  DecisionModeEvent,
  EmbedderDownEvent,
  EmbedderUpEvent,
  EventListener,
  EventReceivers,
  FailoverEvent,
  Logger,
  MissingRightEvent,
  OctavecEvent,
  RecalibratedEvent,
  ServerDownEvent,
  ServerUpEvent,
  SweepLeaderEvent,
  TunedEvent,
  VectorDriftEvent,
} from "./event.js";
export { EventHub } from "./event-hub.js";
export { EVENT_TABLE } from "./event-table.js";
export { FailedCalls } from "./failed-calls.js";
export type { Outage } from "./outage.js";
