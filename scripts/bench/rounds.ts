import { shuffled } from "./random.js";

/** One measured slot: how much was done and how long each piece took. */
export interface Slot {
  readonly opsPerSecond: number;
  /** Milliseconds per piece (operation or batch), unsorted. */
  readonly latenciesMs: readonly number[];
  /** Processor time of this process per operation, in microseconds. */
  readonly clientCpuMicros: number;
}

export type Contender<S extends Slot = Slot> = () => Promise<S>;

/**
 * Runs every contender once per round, in an order that is shuffled anew each time, with garbage collected before each
 * slot: in a fixed order the slot after a wasteful contender pays for its garbage. The first rounds warm up.
 */
export async function runRounds<Name extends string, S extends Slot = Slot>(
  contenders: Readonly<Record<Name, Contender<S>>>,
  options: { rounds: number; warmUpRounds?: number; random: () => number; onSlot: (name: Name) => void },
): Promise<Record<Name, S[]>> {
  const names = Object.keys(contenders) as Name[];
  const slots = Object.fromEntries(names.map((name) => [name, [] as S[]])) as Record<Name, S[]>;
  const { rounds, warmUpRounds = 1 } = options;
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const name of shuffled(names, options.random)) {
      collectGarbage();
      const slot = await contenders[name]();
      if (round >= 0) slots[name].push(slot);
      options.onSlot(name);
    }
  }
  return slots;
}

function collectGarbage(): void {
  if (globalThis.gc === undefined) {
    throw new Error("The benches need `node --expose-gc`: start them with `npm run bench`.");
  }
  globalThis.gc();
}

/** Times `total` operations spread over `callers` that each await one before the next. */
export async function timeCallers(
  callers: number,
  total: number,
  operation: (index: number, caller: number) => Promise<unknown>,
): Promise<Slot> {
  const latenciesMs: number[] = new Array(total);
  let next = 0;
  const caller = async (_: unknown, number: number) => {
    while (next < total) {
      const index = next++;
      const startedAtMs = performance.now();
      await operation(index, number);
      latenciesMs[index] = performance.now() - startedAtMs;
    }
  };
  return timed(total, latenciesMs, async () => {
    await Promise.all(Array.from({ length: callers }, caller));
  });
}

/** Times the whole of `work`, which does `total` operations and fills in its own latencies. */
export async function timed(
  total: number,
  latenciesMs: readonly number[],
  work: () => Promise<void>,
): Promise<Slot> {
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  await work();
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    opsPerSecond: total / seconds,
    latenciesMs,
    clientCpuMicros: (cpu.user + cpu.system) / total,
  };
}
