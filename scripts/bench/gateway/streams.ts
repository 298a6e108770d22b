import { requestOf } from "./messages.js";
import type { BenchServer } from "./start-server.js";

const SAMPLE_MS = 500;

/** Streams that run at the same time through the gateway, each with a question of its own. */
export async function measureStreams(
  gateway: BenchServer,
  { streams, events }: { readonly streams: number; readonly events: number },
): Promise<{ bytesPerStream: number; droppedEvents: number }> {
  // The first streams load code, which is not what a stream needs.
  await Promise.all(Array.from({ length: 20 }, (_, index) => readStream(gateway, `warm up ${index}`)));
  const before = await gateway.rssBytes();
  let most = before;
  let isOver = false;
  const sampling = (async () => {
    while (!isOver) {
      most = Math.max(most, await gateway.rssBytes());
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  })();
  const counts = await Promise.all(
    Array.from({ length: streams }, (_, index) => readStream(gateway, `where is parcel ${index} of ours`)),
  );
  isOver = true;
  await sampling;
  return {
    bytesPerStream: (most - before) / streams,
    droppedEvents: counts.reduce((sum, count) => sum + events - count, 0),
  };
}

/** @returns the number of events, without the last one. */
async function readStream({ port }: BenchServer, prompt: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/openai/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer bench-key" },
    body: JSON.stringify(requestOf(prompt, true)),
  });
  const text = await response.text();
  return text.split("\n\n").filter((event) => event.startsWith("data: {")).length;
}
