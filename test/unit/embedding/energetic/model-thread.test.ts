import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it, onTestFinished } from "vitest";
import { BatchQueue } from "../../../../src/embedding/energetic/batch-queue.js";
import { ModelThread } from "../../../../src/embedding/energetic/model-thread.js";
import { openModel } from "../../../../src/embedding/energetic/shared-model.js";

const PROGRAM = new URL("../../../helpers/programs/model-stand-in.mjs", import.meta.url);

function openStandIn(): Worker {
  const worker = new Worker(PROGRAM);
  onTestFinished(() => void worker.terminate());
  return worker;
}

describe("the model's thread", () => {
  it("gives a row for each text, call after call", async () => {
    const thread = await ModelThread.start(() => {}, openStandIn);
    expect(await thread.embed(["a", "bbb"])).toEqual([Float32Array.of(1), Float32Array.of(3)]);
    expect(await thread.embed(["cc"])).toEqual([Float32Array.of(2)]);
  });

  it("passes on what the model throws, and stays", async () => {
    const thread = await ModelThread.start(() => {}, openStandIn);
    await expect(thread.embed(["fail"])).rejects.toThrow("no such word");
    expect(await thread.embed(["a"])).toHaveLength(1);
  });

  it("when it dies all who wait get a coded error, and the next call starts another one", async () => {
    let started = 0;
    const line = new BatchQueue((onEnd) => {
      started++;
      return ModelThread.start(onEnd, openStandIn);
    }, 5);
    const calls = ["exit", "other", "third"].map((text) => line.run([text], undefined));
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({
        code: "EMBEDDING_FAILED",
        retryable: true,
        message: expect.stringContaining("ended with code 7"),
      });
    }
    expect(await line.run(["again"], undefined)).toEqual([Float32Array.of(5)]);
    expect(started).toBe(2);
  });

  it("when it dies while nobody waits the next call starts another one", async () => {
    const workers: Worker[] = [];
    const line = new BatchQueue((onEnd) => {
      const worker = openStandIn();
      workers.push(worker);
      return ModelThread.start(onEnd, () => worker);
    }, 5);
    await line.run(["a"], undefined);
    await workers[0]?.terminate();
    expect(await line.run(["bb"], undefined)).toEqual([Float32Array.of(2)]);
    expect(workers).toHaveLength(2);
  });
});

describe("where no thread can be started", { timeout: 60_000 }, () => {
  it.each([
    ["its file is missing", () => new Worker(new URL("./not-there.js", import.meta.url)), "not-there.js"],
    ["a bundle has no import.meta.url", () => new Worker(new URL("./worker.js", undefined)), "Invalid URL"],
  ])("because %s, the model works on the main thread, and one warning says why", async (_, open, why) => {
    const warned = once(process, "warning");
    const model = await openModel(() => {}, open);
    expect((await model.embed(["some text"]))[0]).toHaveLength(512);
    const [warning] = await warned;
    expect(warning).toMatchObject({
      code: "OCTAVEC_EMBEDDING_ON_MAIN_THREAD",
      message: expect.stringContaining(why),
    });
  });
});
