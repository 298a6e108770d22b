import { vi } from "vitest";
import { readRules } from "../../scripts/observability/read-rules.js";
import { printTable } from "../../src/cli/index.js";
import { type ActiveAlert, INTERVAL_MS, type Prometheus } from "./prometheus.js";
import { hastenedMs } from "./rules-file.js";
import type { Stand } from "./stand.js";

/** For an alert to fire or to clear: the longest window and `for` are a minute each, and the machine may be busy. */
const PATIENCE_MS = 120_000;
const POLL_MS = 250;
/** An alert has cleared when this many evaluations in a row did not see it. */
const QUIET = 3;

/** Numbers of evaluations of the rules. */
interface Seen {
  readonly alert: string;
  /** The alert's `for`. */
  readonly wait: number;
  /** From the fault until the condition held. */
  readonly conditionAfter: number;
  /** In which the condition held before the alert fired. */
  readonly pending: number;
  readonly firesAfter: number;
  /** From the end of the fault, or from the firing where the alert clears by itself. */
  readonly clearsAfter: number;
}

/** What a fault did to an alert until it fired. */
export interface Firing {
  readonly alert: string;
  readonly labels: ActiveAlert["labels"];
  readonly brokenAtMs: number;
  readonly activeAtMs: number;
}

/** Waits for the alerts of stands, and remembers how long each took. */
export class AlertWatch {
  readonly #prometheus: Prometheus;
  readonly #seen: Seen[] = [];

  constructor(prometheus: Prometheus) {
    this.#prometheus = prometheus;
  }

  /** Waits until the alert fires for the stand. @param brokenAtMs - When the fault began. */
  async fires(alert: string, stand: Stand, brokenAtMs: number): Promise<Firing> {
    const { labels, activeAt } = await until(`${alert} fires`, async () => {
      const active = await this.#prometheus.alerts();
      return active.find(
        ({ labels, state }) => labels.alertname === alert && state === "firing" && stand.owns(labels),
      );
    });
    return { alert, labels, brokenAtMs, activeAtMs: Date.parse(activeAt) };
  }

  /**
   * Waits until the alert has cleared for the stand, whose service must be scraped meanwhile: an alert that nobody can see has
   * not cleared.
   *
   * @param mendedAtMs - When the fault ended.
   */
  async clears(firing: Firing, stand: Stand, mendedAtMs: number): Promise<number> {
    const { alert, labels, brokenAtMs, activeAtMs } = firing;
    // Another job of the stand may have the same alert.
    const isIt = (series: ActiveAlert["labels"]) =>
      Object.entries(labels).every(([name, value]) => series[name] === value);
    const range = `[${QUIET * INTERVAL_MS}ms]`;
    await until(`${alert} clears`, async () => {
      const [up, active] = await Promise.all([
        this.#prometheus.query(`min_over_time(up${range}) == 1`),
        this.#prometheus.samples(`ALERTS{alertname="${alert}"}${range}`),
      ]);
      const isScraped = up.some(({ metric }) => stand.owns(metric));
      return isScraped && !active.some(({ metric }) => isIt(metric)) ? true : undefined;
    });
    const timesOf = async (state: ActiveAlert["state"]) => {
      const series = await this.#prometheus.samples(`ALERTS{alertname="${alert}",alertstate="${state}"}[1h]`);
      const own = series.filter(({ metric }) => isIt(metric)).flatMap(({ values }) => values);
      return own.map(([seconds]) => 1_000 * seconds).filter((atMs) => atMs >= activeAtMs);
    };
    const [pending, fired] = [await timesOf("pending"), await timesOf("firing")];
    const firedAtMs = Math.min(...fired);
    const clearedAtMs = Math.max(...fired) + INTERVAL_MS;
    const seen = {
      alert,
      wait: waitOf(alert),
      conditionAfter: (activeAtMs - brokenAtMs) / INTERVAL_MS,
      pending: pending.filter((atMs) => atMs < firedAtMs).length,
      firesAfter: (firedAtMs - brokenAtMs) / INTERVAL_MS,
      clearsAfter: (clearedAtMs - mendedAtMs) / INTERVAL_MS,
    };
    this.#seen.push(seen);
    return seen.pending - seen.wait;
  }

  /** Prints what was seen. */
  print(): void {
    const headings = ["alert", "for", "condition after", "fires after", "of it late by", "clears after"];
    const rows = this.#seen.map(({ alert, wait, conditionAfter, pending, firesAfter, clearsAfter }) => [
      alert,
      ...[wait, conditionAfter, firesAfter, pending - wait, clearsAfter].map((count) => count.toFixed(1)),
    ]);
    console.log(`In intervals of ${INTERVAL_MS} ms, one evaluation of the rules each:`);
    printTable(headings, rows.sort());
  }
}

/** Evaluations that the `for` of an alert takes. */
function waitOf(name: string): number {
  const duration = readRules().alerts.find(({ alert }) => alert === name)?.for;
  return duration === undefined ? 0 : hastenedMs(duration) / INTERVAL_MS;
}

/** Asks again until there is a value. */
export function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  return vi.waitFor(
    async () => {
      const value = await ask();
      if (value === undefined) throw new Error(`not seen: ${what}`);
      return value;
    },
    { timeout: PATIENCE_MS, interval: POLL_MS },
  );
}
