import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls, type DetailedPeerCertificate, type SecureVersion } from "node:tls";
import { LangCache } from "@redis-ai/langcache";
import { HTTPClient } from "@redis-ai/langcache/lib/http.js";
import OpenAI from "openai";
import { Agent, fetch as fetchBy } from "undici";
import { afterAll, beforeAll, expect, inject, it, onTestFinished, vi } from "vitest";
import { startRedis8, type TlsFiles } from "../../../src/testing/index.js";
import { CACHE_ID, startedGateway } from "../../helpers/gateway.js";
import { startOctavec } from "../../helpers/octavec-command.js";
import { startStandIn } from "../../helpers/provider-stand-in.js";
import { TlsAuthority } from "../../helpers/tls-authority.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const CACHES = [{ id: CACHE_ID, name: "support", strategies: ["exact" as const] }];
const HEALTH = `/v1/caches/${CACHE_ID}/health`;

let folder: string;
let servers: TlsAuthority;
let clients: TlsAuthority;
let server: TlsFiles;
let ca: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "octavec-gateway-tls-"));
  servers = await TlsAuthority.create(folder, "servers");
  clients = await TlsAuthority.create(folder, "clients");
  server = await servers.issue("gateway");
  ca = await servers.ca();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `fetch` with these certificates. */
function fetchWith(connect: { ca?: string; cert?: string; key?: string; maxVersion?: SecureVersion }) {
  const dispatcher = new Agent({ connect });
  onTestFinished(() => dispatcher.close());
  return (url: string, init: object = {}) => fetchBy(url, { ...init, dispatcher });
}

const codeOf = (calling: Promise<unknown>) =>
  calling.then(
    () => "answered",
    ({ cause }: { cause?: { code?: string } }) => cause?.code ?? "failed",
  );

async function tlsGateway(clientCertificates: "none" | "request" | "require", files = server) {
  const { certFile, keyFile } = files;
  const caFile = clientCertificates === "none" ? undefined : clients.caFile;
  const started = await startedGateway({
    listen: { tls: { certFile, keyFile, caFile, clientCertificates } },
    caches: CACHES,
  });
  const [url, adminUrl] = [started.url, started.adminUrl].map((one) => one.replace("http:", "https:"));
  return { ...started, url: url ?? "", adminUrl: adminUrl ?? "" };
}

it("both ports speak TLS, and a client that does not trust the authority refuses them", async () => {
  const { url, adminUrl } = await tlsGateway("none");
  const trusting = fetchWith({ ca });
  expect((await trusting(url + HEALTH)).status).toBe(200);
  expect((await trusting(`${adminUrl}/health/live`)).status).toBe(200);
  expect(await codeOf(fetchWith({})(url + HEALTH))).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  expect(await codeOf(fetchWith({ ca: await clients.ca() })(url + HEALTH))).not.toBe("answered");
  expect(await codeOf(fetchWith({ ca, maxVersion: "TLSv1.1" })(url + HEALTH))).not.toBe("answered");
});

it("plain HTTP to a port with TLS gets no reply, and others are served meanwhile", async () => {
  const { gateway, url } = await tlsGateway("none");
  const socket = connectTcp(gateway.port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let received = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    received += text;
  });
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.on("error", () => {});
  socket.write(`GET ${HEALTH} HTTP/1.1\r\nhost: gateway\r\n\r\n`);
  expect((await fetchWith({ ca })(url + HEALTH)).status).toBe(200);
  await closed;
  expect(received).not.toContain("HTTP/1.1");
});

it("SDKs work with TLS and with a client certificate", async () => {
  const standIn = await startStandIn();
  const { certFile, keyFile } = server;
  const { gateway } = await startedGateway({
    listen: { tls: { certFile, keyFile, caFile: clients.caFile, clientCertificates: "require" } },
    caches: CACHES,
    proxy: { cache: "support", upstreams: [{ name: "main", format: "openai", baseUrl: standIn.url }] },
  });
  const url = `https://127.0.0.1:${gateway.port}`;
  const fetcher = fetchWith({ ca, ...(await clients.issueText("sdk")) });
  const openai = new OpenAI({
    ...{ apiKey: "key", baseURL: `${url}/openai/v1`, maxRetries: 0 },
    fetch: fetcher as unknown as typeof fetch,
  });
  const chat = { model: "gpt-large", messages: [{ role: "user" as const, content: "how do I pay" }] };
  const first = await openai.chat.completions.create(chat);
  const second = await openai.chat.completions.create(chat).withResponse();
  expect(second.data).toEqual(first);
  expect(second.response.headers.get("x-octavec-cache")).toMatch(/^hit-/);
  const httpClient = new HTTPClient({
    fetcher: async (input) => {
      const request = input as Request;
      const body = request.method === "GET" ? undefined : await request.text();
      const { method, headers } = request;
      const reply = await fetcher(request.url, { method, body, headers: Object.fromEntries(headers) });
      return new Response(await reply.text(), {
        status: reply.status,
        headers: Object.fromEntries(reply.headers),
      });
    },
  });
  const langCache = new LangCache({ serverURL: url, cacheId: CACHE_ID, apiKey: "any", httpClient });
  await langCache.set({ prompt: "how do I pay", response: "By card." });
  expect((await langCache.search({ prompt: "how do I pay" })).data).toMatchObject([{ response: "By card." }]);
});

it.each([
  ["require", "not answered", "not answered"],
  ["request", "answered", "not answered"],
  ["none", "answered", "answered"],
] as const)(
  "clientCertificates %s: without one %s, with one of another authority %s",
  async (clientCertificates, without, wrong) => {
    const { url, adminUrl } = await tlsGateway(clientCertificates);
    const answered = async (certificate: object, target: string) =>
      (await codeOf(fetchWith({ ca, ...certificate })(target))) === "answered" ? "answered" : "not answered";
    for (const target of [url + HEALTH, `${adminUrl}/health/live`]) {
      expect(await answered(await clients.issueText("right"), target)).toBe("answered");
      expect(await answered({}, target)).toBe(without);
      expect(await answered(await servers.issueText("wrong"), target)).toBe(wrong);
      const expired = await clients.issueText("expired", { days: -1 });
      expect(await answered(expired, target)).toBe(wrong);
    }
  },
);

/** The certificate that a server shows. */
function shownBy(port: number): Promise<DetailedPeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: "127.0.0.1", ca }, () => {
      resolve(socket.getPeerCertificate(true));
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

it("octavec serve takes a rotated certificate on SIGHUP and when the file changes, without a restart", async () => {
  const [certFile, keyFile] = [join(folder, "live.crt"), join(folder, "live.key")];
  const put = (files: TlsFiles) => {
    copyFileSync(files.keyFile, keyFile);
    copyFileSync(files.certFile, certFile);
  };
  put(await servers.issue("first"));
  const config = join(folder, "octavec.json");
  const listen = { port: 0, adminPort: 0, tls: { certFile, keyFile } };
  const namespace = uniquePrefix("tls");
  writeFileSync(
    config,
    JSON.stringify({
      redis: inject("redisUrl"),
      namespace,
      listen,
      embedder: { kind: "none" },
      caches: CACHES,
    }),
  );
  const { child, events, lines } = startOctavec(["serve", "--config", config]);
  const settles = { timeout: 30_000, interval: 50 };
  await vi.waitFor(() => expect(lines.join()).toContain("listening"), settles);
  const { port, adminPort } = events().find(({ event }) => event === "listening") as Record<string, number>;
  const names = async () =>
    Promise.all([port, adminPort].map(async (one) => (await shownBy(Number(one))).subject.CN));
  expect(await names()).toEqual(["first", "first"]);

  put(await servers.issue("second"));
  child.kill("SIGHUP");
  await vi.waitFor(async () => expect(await names()).toEqual(["second", "second"]), settles);

  // Nobody sends a signal: the files are watched.
  put(await servers.issue("third"));
  await vi.waitFor(async () => expect(await names()).toEqual(["third", "third"]), settles);

  writeFileSync(certFile, "no certificate");
  await vi.waitFor(() => expect(lines.join()).toContain("reload-failed"), settles);
  expect(await names()).toEqual(["third", "third"]);
});

it("a running request ends on its connection while the certificate is replaced", async () => {
  const own = { ...server, certFile: join(folder, "own.crt"), keyFile: join(folder, "own.key") };
  const put = ({ certFile, keyFile }: TlsFiles) => {
    copyFileSync(certFile, own.certFile);
    copyFileSync(keyFile, own.keyFile);
  };
  put(server);
  const { gateway, url } = await tlsGateway("none", own);
  const fetcher = fetchWith({ ca });
  expect((await fetcher(url + HEALTH)).status).toBe(200);
  put(await servers.issue("renewed"));
  const tls = { certFile: own.certFile, keyFile: own.keyFile };
  expect(await gateway.reload({ listen: { port: 0, adminPort: 0, tls }, caches: CACHES })).not.toContain(
    "listen",
  );
  expect((await fetcher(url + HEALTH)).status).toBe(200);
  expect((await shownBy(gateway.port)).subject.CN).toBe("renewed");
});

it.each<[string, { certFile?: string; keyFile?: string; clientCertificates?: "require" }, string]>([
  ["a file that is not there", { certFile: "/nowhere.crt" }, "certFile"],
  ["a key of another certificate", { keyFile: "other" }, "ERR_OSSL"],
  ["client certificates without an authority", { clientCertificates: "require" }, "caFile"],
])("%s is refused at the start", async (_, wrong, problem) => {
  const keyFile = wrong.keyFile === "other" ? (await servers.issue("another")).keyFile : server.keyFile;
  const tls = { certFile: server.certFile, ...wrong, keyFile };
  const refused = await startedGateway({ listen: { tls } }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({ code: "INVALID_OPTIONS" });
  expect(String(refused)).toContain(problem);
});

it("rediss:// of the configuration with the authority of REDIS_TLS_CA reaches a Redis with TLS, and no other", async () => {
  const redis = await startRedis8({ tls: await servers.issue("redis") });
  onTestFinished(() => redis.stop());
  const healthOf = async (environment: Record<string, string>) => {
    const { url } = await startedGateway({ redis: redis.url, caches: CACHES }, { environment });
    return (await fetch(url + HEALTH)).status;
  };
  expect(redis.url).toMatch(/^rediss:/);
  expect(await healthOf({ REDIS_TLS_CA: servers.caFile })).toBe(200);
  expect(await healthOf({ REDIS_TLS_CA: clients.caFile })).not.toBe(200);
});
