import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/**
 * An HTTP server on 127.0.0.1 that accepts requests and never answers, as a service does whose process hangs. With `answer` it
 * comes back to life, for later requests.
 */
export async function startSilentServer() {
  let reply: ((body: string) => string) | undefined;
  const requests: string[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    requests.push(body);
    if (reply !== undefined) response.setHeader("content-type", "application/json").end(reply(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (with_: (body: string) => string) => {
      reply = with_;
    },
  };
}
