import { read } from "./api.js";
import { byId, show, table, tiles } from "./dom.js";
import { bytes, instant, micros, money, percent, rate, whole } from "./format.js";
import { timePlot } from "./plots.js";

const MOST_KEPT = 600;
const TIERS = ["session", "memory", "exact", "semantic"];
/** Commands of look-ups and searches. */
const LOOKUP = /^(evalsha_ro|vsim)$/i;
/** Commands by which the dashboard itself looks. */
const OWN = /^(info|ping|latency|slowlog)/i;

/** Asks for updates at every interval while the page is visible and not paused. */
export class Live {
  #updates = [];
  #tenant;
  #timer;
  #isPaused = false;
  #onState;

  /** @param {(state: string, isBad: boolean) => void} onState - Told of what a person should know at once. */
  constructor(intervalMs, onState) {
    this.#onState = onState;
    byId("pause").addEventListener("click", () => this.#pause(!this.#isPaused));
    document.addEventListener("visibilitychange", () => this.#schedule(0));
    this.intervalMs = intervalMs;
  }

  /** @param {string | undefined} tenant - Whose cache is shown beside the server. */
  follow(tenant) {
    this.#tenant = tenant;
    this.#updates = [];
    this.#schedule(0);
  }

  #pause(isPaused) {
    this.#isPaused = isPaused;
    byId("pause").setAttribute("aria-pressed", String(isPaused));
    this.#schedule(0);
  }

  #schedule(waitMs) {
    clearTimeout(this.#timer);
    if (this.#isPaused || document.visibilityState === "hidden") return;
    this.#timer = setTimeout(() => this.#update(), waitMs);
  }

  async #update() {
    const tenant = this.#tenant;
    try {
      const { updates } = await read("live", { tenant, after: this.#updates.at(-1)?.time });
      if (tenant !== this.#tenant) return;
      this.#updates = [...this.#updates, ...updates].slice(-MOST_KEPT);
      const latest = this.#updates.at(-1);
      if (latest !== undefined) this.#draw(latest);
    } catch (error) {
      this.#onState(`The dashboard does not answer: ${error.message}`, true);
    }
    this.#schedule(this.intervalMs);
  }

  #draw({ connection, figures, failureCode }) {
    const isUp = failureCode === undefined;
    this.#onState(isUp ? `Redis is ${connection.status}` : `Redis does not answer: ${failureCode}`, !isUp);
    show("tiles", ...tiles([...connectionTiles(connection), ...(figures ? figureTiles(figures) : [])]));
    if (figures === undefined) return;
    show("plots", ...plotsOf(this.#updates, figures));
    // People may be reading the tables, or stand in them with the keyboard.
    if (!holdsFocus("commands")) show("commands", commandTable(figures.commands));
    if (!holdsFocus("slowest")) show("slowest", slowTable(figures.slowest));
  }
}

function holdsFocus(id) {
  return byId(id).contains(document.activeElement);
}

function connectionTiles({ servers }) {
  return servers.flatMap(({ server, status, pingMs, breaker }) => [
    [server, pingMs === undefined ? status : `ping ${rate(pingMs)} ms`, status === "up" ? "good" : "bad"],
    ["Breaker of the dashboard", breaker ?? "off", breaker === "open" ? "bad" : undefined],
  ]);
}

function figureTiles(figures) {
  const { cache, usedBytes, maxmemoryBytes } = figures;
  const limit = maxmemoryBytes === 0 ? "no maxmemory" : `of ${bytes(maxmemoryBytes)}`;
  return [
    ["Commands", `${rate(figures.commandsPerSecond)}/s`],
    ["CPU of a core", percent(figures.cpuShare)],
    ["Memory", `${bytes(usedBytes)}, ${limit}`],
    ["Clients", `${figures.clients}, blocked ${figures.blockedClients}`],
    ["Evicted", `${rate(figures.evictedPerSecond)}/s`, figures.evictedPerSecond > 0 ? "bad" : undefined],
    ...(cache === undefined
      ? []
      : [
          ["Look-ups", `${rate(cache.lookupsPerSecond)}/s`],
          ["Hit ratio", percent(cache.hitRatio)],
          ["Entries", whole(cache.entries)],
          ["Saved", money(cache.savedMoney, cache.currency)],
        ]),
  ];
}

function plotsOf(updates, { commands, cache }) {
  const line = (name, value) => ({
    name,
    points: updates.map((update) => ({
      x: Date.parse(update.time),
      y: update.figures === undefined ? undefined : value(update.figures),
    })),
  });
  const busiest =
    commands.find(({ name }) => LOOKUP.test(name)) ?? commands.find(({ name }) => !OWN.test(name));
  const ofBusiest = (value) => (figures) => {
    const found = figures.commands.find(({ name }) => name === busiest?.name);
    return found && value(found);
  };
  return [
    timePlot({
      title: "Commands per second",
      text: rate,
      series: [line("commands", (one) => one.commandsPerSecond)],
    }),
    ...(busiest === undefined
      ? []
      : [
          timePlot({
            title: `Duration of ${busiest.name} on the server`,
            text: micros,
            series: [
              line(
                "p99",
                ofBusiest((one) => one.p99Micros),
              ),
              line(
                "p50",
                ofBusiest((one) => one.p50Micros),
              ),
              line(
                "mean",
                ofBusiest((one) => one.microsPerCall),
              ),
            ],
          }),
        ]),
    timePlot({ title: "Memory", text: bytes, series: [line("used", (one) => one.usedBytes)] }),
    ...(cache === undefined
      ? []
      : [
          timePlot({
            title: "Hits per second by tier",
            text: rate,
            series: TIERS.map((tier) => line(tier, (one) => one.cache?.hitsPerSecondByTier[tier])),
          }),
          timePlot({
            title: "Hit ratio",
            text: percent,
            top: 1,
            series: [line("hits of look-ups", (one) => one.cache?.hitRatio ?? undefined)],
          }),
          timePlot({
            title: `Saved, ${cache.currency}`,
            text: rate,
            series: [line("since the ledger began", (one) => one.cache?.savedMoney)],
          }),
        ]),
  ];
}

function commandTable(commands) {
  const number = (title) => ({ title, kind: "number" });
  return table(
    "Busiest commands",
    ["Command", number("Calls/s"), number("Mean"), number("p50"), number("p99")],
    commands.map(({ name, callsPerSecond, microsPerCall, p50Micros, p99Micros }) => [
      name,
      rate(callsPerSecond),
      micros(microsPerCall),
      micros(p50Micros),
      micros(p99Micros),
    ]),
  );
}

function slowTable(slowest) {
  if (slowest === undefined) return "The user of this dashboard may not read the slow log.";
  if (slowest.length === 0) return "The slow log is empty.";
  const lookupsFirst = slowest.toSorted((a, b) => Number(b.isLookup) - Number(a.isLookup));
  return table(
    "Slowest commands",
    ["Command", { title: "Duration", kind: "number" }, "When (UTC)", "Key"],
    lookupsFirst.map(({ name, isLookup, durationMicros, atMs, key }) => [
      isLookup ? `${name} (look-up)` : name,
      micros(durationMicros),
      instant(atMs),
      key ?? "–",
    ]),
  );
}
