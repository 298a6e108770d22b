import { OctavecError } from "../errors/index.js";
import type { Command, Executor, Reply } from "../executor.js";

/**
 * What `rate-limiter-flexible` asks of a node-redis client, over this library's executor: its counting script, and a
 * transaction for blocking a key. Neither is repeated when it is in doubt, because it counts.
 */
export class LimiterStore {
  constructor(
    private readonly executor: Executor,
    private readonly timeoutMs: number,
  ) {}

  eval(script: string, options: { readonly keys: readonly string[]; readonly arguments: readonly string[] }) {
    const { keys, arguments: values } = options;
    return this.executor.send(["EVAL", script, String(keys.length), ...keys, ...values], {
      timeoutMs: this.timeoutMs,
    });
  }

  multi(): LimiterTransaction {
    return new LimiterTransaction(this.executor, this.timeoutMs);
  }
}

class LimiterTransaction {
  readonly #commands: Command[] = [];

  constructor(
    private readonly executor: Executor,
    private readonly timeoutMs: number,
  ) {}

  set(key: string, value: number, { EX }: { readonly EX: number }): this {
    this.#commands.push(["SET", key, String(value), "EX", String(EX)]);
    return this;
  }

  pTTL(key: string): this {
    this.#commands.push(["PTTL", key]);
    return this;
  }

  async exec(): Promise<Reply> {
    const options = { timeoutMs: this.timeoutMs };
    const [result] = await this.executor.pipeline([{ transaction: this.#commands }], options);
    if (result?.ok) return result.value;
    throw result?.error ?? new OctavecError("UNEXPECTED_REPLY", "A transaction got no reply.");
  }
}
