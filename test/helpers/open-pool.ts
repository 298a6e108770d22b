import { onTestFinished } from "vitest";
import { ConnectionPool } from "../../src/connection/index.js";
import { type ConnectOptions, connectOptionsSchema, parseOptions } from "../../src/options/index.js";

/** The pool below a client, for tests of the executor port itself. It is closed when the test ends. */
export async function openPool(options: ConnectOptions): Promise<ConnectionPool> {
  const pool = await ConnectionPool.open(parseOptions(connectOptionsSchema, options, "connect options"));
  onTestFinished(() => pool.close());
  return pool;
}
