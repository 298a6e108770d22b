import { DiagLogLevel, diag } from "@opentelemetry/api";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createTelemetry, type PoolRecorder, type PoolState } from "../../../src/telemetry/index.js";
import { recordTelemetry } from "../../helpers/recorded-telemetry.js";

/** The recorder of one pool, and a function that closes it. */
interface PoolTelemetry {
  readonly pool: PoolRecorder | undefined;
  readonly close: () => void;
}

const open: PoolTelemetry[] = [];
afterEach(() => {
  for (const telemetry of open.splice(0)) telemetry.close();
  diag.disable();
});

const recorded = () => recordTelemetry();
type Recorded = ReturnType<typeof recorded>;

function telemetryOf({ meterProvider }: Recorded, poolName: string): PoolTelemetry {
  const { poolFor } = createTelemetry({
    serverAddress: "localhost",
    serverPort: 6379,
    database: 0,
    meterProvider,
  });
  const pool = poolFor(poolName);
  const telemetry = { pool, close: () => pool?.close() };
  open.push(telemetry);
  return telemetry;
}

/** `{ metric: { "pool name, state": value } }`. The value of a histogram is its sum. */
async function figuresOf({ metrics }: Recorded): Promise<Record<string, Record<string, unknown>>> {
  return Object.fromEntries(
    (await metrics()).map(({ descriptor, dataPoints }) => [
      descriptor.name,
      Object.fromEntries(
        dataPoints.map(({ attributes, value }) => [
          Object.values(attributes).join(", "),
          typeof value === "number" ? value : value.sum,
        ]),
      ),
    ]),
  );
}

const STATE: PoolState = { open: 7, idle: 4, waiting: 3, min: 2, max: 9 };

describe("the pool's metrics", () => {
  test("have the state of the pool at each collection", async () => {
    const sdk = recorded();
    let state = STATE;
    telemetryOf(sdk, "a").pool?.watch(() => state);
    expect(await figuresOf(sdk)).toEqual({
      "db.client.connection.count": { "a, idle": 4, "a, used": 3 },
      "db.client.connection.pending_requests": { a: 3 },
      "db.client.connection.idle.min": { a: 2 },
      "db.client.connection.idle.max": { a: 9 },
      "db.client.connection.max": { a: 9 },
      "db.client.connection.limit": { a: 9 },
    });
    state = { ...STATE, open: 2, idle: 0, waiting: 0 };
    expect(await figuresOf(sdk)).toMatchObject({
      "db.client.connection.count": { "a, idle": 0, "a, used": 2 },
      "db.client.connection.pending_requests": { a: 0 },
    });
  });

  test("have times in seconds and count timeouts", async () => {
    const sdk = recorded();
    const { pool } = telemetryOf(sdk, "a");
    pool?.watch(() => STATE);
    pool?.connectionCreated(20);
    pool?.connectionObtained(0.5);
    pool?.connectionReleased(1_500);
    pool?.acquireTimedOut();
    pool?.acquireTimedOut();
    expect(await figuresOf(sdk)).toMatchObject({
      "db.client.connection.create_time": { a: 0.02 },
      "db.client.connection.wait_time": { a: 0.0005 },
      "db.client.connection.use_time": { a: 1.5 },
      "db.client.connection.timeouts": { a: 2 },
    });
  });

  test("lose no value, however many there are between two collections, nor when the pool closes", async () => {
    const sdk = recorded();
    const telemetry = telemetryOf(sdk, "a");
    telemetry.pool?.watch(() => STATE);
    const figures: unknown[] = [];
    for (const times of [1_000, 0, 3]) {
      for (let time = 0; time < times; time++) telemetry.pool?.connectionReleased(1_000);
      figures.push((await figuresOf(sdk))["db.client.connection.use_time"]);
    }
    telemetry.pool?.connectionReleased(1_000);
    telemetry.close();
    figures.push((await figuresOf(sdk))["db.client.connection.use_time"]);
    expect(figures).toEqual([{ a: 1_000 }, { a: 1_000 }, { a: 1_003 }, { a: 1_004 }]);
  });

  test("of many clients share their instruments without warnings of the SDK, and differ in the pool's name", async () => {
    const warn = vi.fn();
    diag.setLogger(
      { error: warn, warn: warn, info: () => {}, debug: () => {}, verbose: () => {} },
      { logLevel: DiagLogLevel.WARN },
    );
    const sdk = recorded();
    for (const [index, name] of ["a", "b", "b"].entries()) {
      const { pool } = telemetryOf(sdk, name);
      pool?.watch(() => ({ ...STATE, waiting: index }));
      pool?.connectionCreated(1_000 * (index + 1));
    }
    expect(await figuresOf(sdk)).toMatchObject({
      "db.client.connection.pending_requests": { a: 0, b: 1, "b#2": 2 },
      "db.client.connection.create_time": { a: 1, b: 2, "b#2": 3 },
    });
    expect(warn).not.toHaveBeenCalled();
  });

  test("of a closed client become zero, and its pool is not read again", async () => {
    const sdk = recorded();
    const telemetry = telemetryOf(sdk, "a");
    const read = vi.fn(() => STATE);
    telemetry.pool?.watch(read);
    await sdk.metrics();
    telemetry.close();
    for (let time = 0; time < 2; time++) {
      expect(await figuresOf(sdk)).toEqual({
        "db.client.connection.count": { "a, idle": 0, "a, used": 0 },
        "db.client.connection.pending_requests": { a: 0 },
        "db.client.connection.idle.min": { a: 0 },
        "db.client.connection.idle.max": { a: 0 },
        "db.client.connection.max": { a: 0 },
        "db.client.connection.limit": { a: 0 },
      });
    }
    expect(read).toHaveBeenCalledTimes(1);
  });

  test("of a closed client leave no callback after the next collection", async () => {
    const sdk = recorded();
    const meter = sdk.meterProvider.getMeter("octavec", "0.1.0");
    const remove = vi.spyOn(meter, "removeBatchObservableCallback");
    const telemetry = telemetryOf(sdk, "a");
    telemetry.pool?.watch(() => STATE);
    telemetry.close();
    await sdk.metrics();
    expect(remove).toHaveBeenCalledTimes(1);
    await sdk.metrics();
    expect(remove).toHaveBeenCalledTimes(1);
  });

  test("of a client with the name of a closed one are its own", async () => {
    const sdk = recorded();
    const first = telemetryOf(sdk, "a");
    first.pool?.watch(() => STATE);
    await sdk.metrics();
    first.close();
    telemetryOf(sdk, "a").pool?.watch(() => ({ ...STATE, open: 6, idle: 5 }));
    for (let time = 0; time < 2; time++) {
      expect(await figuresOf(sdk)).toMatchObject({
        "db.client.connection.count": { "a, idle": 5, "a, used": 1 },
        "db.client.connection.max": { a: 9 },
      });
    }
  });

  test("of a client that is closed twice do not release the name of the client that has it now", async () => {
    const sdk = recorded();
    const first = telemetryOf(sdk, "a");
    first.close();
    telemetryOf(sdk, "a");
    first.close();
    telemetryOf(sdk, "a").pool?.acquireTimedOut();
    expect(await figuresOf(sdk)).toEqual({ "db.client.connection.timeouts": { "a#2": 1 } });
  });

  test("do not exist if no SDK collects metrics", () => {
    const telemetry = createTelemetry({ serverAddress: "localhost", serverPort: 6379, database: 0 });
    expect(telemetry.poolFor("a")).toBeUndefined();
  });
});
