import type { Attributes, BatchObservableCallback, Meter, Observable } from "@opentelemetry/api";
import { createObservable } from "./instruments.js";
import { SERVER_ATTRIBUTES, SERVER_METRICS } from "./server-table.js";
import { ATTRIBUTES } from "./telemetry-table.js";

/** The figures of one server that have no further attribute. A figure that is unknown is left out. */
export type ServerFigures = {
  readonly [Name in Exclude<
    keyof typeof SERVER_METRICS,
    "serverUp" | "serverCpuTime" | "serverNetworkIo" | "collectionElements" | "collectionSize"
  >]?: number | undefined;
};

/** One server, asked just now. Memory in bytes. */
export interface ServerSample {
  readonly address: string;
  /** Undefined for a Unix socket. */
  readonly port: number | undefined;
  /** Undefined if the server did not answer. */
  readonly figures: ServerFigures | undefined;
  /** Seconds since the server started. */
  readonly cpu: { readonly user?: number | undefined; readonly system?: number | undefined };
  /** Bytes since the server started. */
  readonly io: { readonly receive?: number | undefined; readonly transmit?: number | undefined };
}

/** One collection. A figure that is unknown is left out. */
export interface CollectionSample {
  readonly collection: string;
  readonly elements?: number | undefined;
  readonly bytes?: number | undefined;
}

export interface ServerSamples {
  readonly servers: readonly ServerSample[];
  readonly collections: readonly CollectionSample[];
}

type Row = keyof typeof SERVER_METRICS;

/**
 * Observes the figures of servers and collections at every collection of metrics.
 *
 * @returns a function that ends the observation.
 */
export function observeServers(meter: Meter, read: () => Promise<ServerSamples>): () => void {
  const instruments = new Map<Row, Observable>();
  for (const [name, row] of Object.entries(SERVER_METRICS)) {
    instruments.set(name as Row, createObservable(meter, row));
  }
  const observables = [...instruments.values()];
  const observe: BatchObservableCallback = async (result) => {
    const { servers, collections } = await read();
    const note = (name: Row, value: number | undefined, attributes: Attributes) => {
      const instrument = instruments.get(name);
      if (value !== undefined && instrument !== undefined) result.observe(instrument, value, attributes);
    };
    for (const sample of servers) noteServer(sample, note);
    for (const { collection, elements, bytes } of collections) {
      const naming = { [ATTRIBUTES.collection.key]: collection };
      note("collectionElements", elements, naming);
      note("collectionSize", bytes, naming);
    }
  };
  meter.addBatchObservableCallback(observe, observables);
  return () => meter.removeBatchObservableCallback(observe, observables);
}

function noteServer(
  { address, port, figures, cpu, io }: ServerSample,
  note: (name: Row, value: number | undefined, attributes: Attributes) => void,
): void {
  const server = {
    [ATTRIBUTES.address.key]: address,
    ...(port === undefined ? {} : { [ATTRIBUTES.port.key]: port }),
  };
  note("serverUp", figures === undefined ? 0 : 1, server);
  for (const [name, value] of Object.entries(figures ?? {})) note(name as Row, value, server);
  for (const [mode, seconds] of Object.entries(cpu)) {
    note("serverCpuTime", seconds, { ...server, [SERVER_ATTRIBUTES.cpuMode.key]: mode });
  }
  for (const [direction, bytes] of Object.entries(io)) {
    note("serverNetworkIo", bytes, { ...server, [SERVER_ATTRIBUTES.ioDirection.key]: direction });
  }
}
