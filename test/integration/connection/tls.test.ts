import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type ConnectOptions, connect, optionsFromEnv } from "../../../src/index.js";
import { type RedisHandle, startRedis8, type TlsFiles } from "../../../src/testing/index.js";
import { openClient } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { shown } from "../../helpers/shown.js";
import { type IssueOptions, TlsAuthority } from "../../helpers/tls-authority.js";

let folder: string;
let authority: TlsAuthority;
let stranger: TlsAuthority;
let ca: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "octavec-test-"));
  authority = await TlsAuthority.create(folder, "authority");
  stranger = await TlsAuthority.create(folder, "stranger");
  ca = await authority.ca();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function secureRedis(tls: TlsFiles): Promise<RedisHandle> {
  const redis = await startRedis8({ tls, args: ["--databases", "16"] });
  onTestFinished(() => redis.stop());
  return redis;
}

/** A server with a certificate that the way which starts it would not believe: it gets it afterwards. */
async function redisShowing(name: string, options: IssueOptions): Promise<RedisHandle> {
  const redis = await secureRedis(await authority.issue("server"));
  const admin = await openClient(redis.url, { minConnections: 1, tls: { ca } });
  const { certFile, keyFile } = await authority.issue(name, options);
  await admin.sendCommand(["CONFIG", "SET", "tls-cert-file", certFile, "tls-key-file", keyFile]);
  return redis;
}

async function failureOf(options: ConnectOptions): Promise<Error> {
  try {
    await (await connect({ minConnections: 1, ...options })).close();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return expect.fail("it should have been refused");
}

const failed = (reason: RegExp) =>
  expect.objectContaining({ code: "CONNECTION_FAILED", message: expect.stringMatching(reason) });

describe("a server with a certificate", () => {
  test("is believed by who trusts its authority, and records go to and fro", async () => {
    const redis = await secureRedis(await authority.issue("server"));
    for (const trusted of [ca, Buffer.from(ca), [await stranger.ca(), ca], `${await stranger.ca()}${ca}`]) {
      const client = await openClient(redis.url, { tls: { ca: trusted } });
      const docs = client.repository({ namespace: "tls", collection: "c", dimension: 2 });
      await docs.upsert({ id: "a", vector: [1, 2] });
      expect(await docs.search({ vector: [1, 2] })).toMatchObject([{ id: "a" }]);
    }
  });

  test("is refused by who does not, by certificate and by name", async () => {
    const redis = await secureRedis(await authority.issue("server"));
    expect(await failureOf({ url: redis.url })).toEqual(failed(/authority that is trusted here.*tls\.ca/));
    const strange = { ca: await stranger.ca() };
    expect(await failureOf({ url: redis.url, tls: strange })).toEqual(failed(/authority that is trusted/));
    const misnamed = { ca, servername: "cache.example" };
    expect(await failureOf({ url: redis.url, tls: misnamed })).toEqual(
      failed(/for another host name.*cache\.example.*tls\.servername/),
    );
  });

  test("NODE_TLS_REJECT_UNAUTHORIZED does not open the door, rejectUnauthorized: false does", async () => {
    const redis = await secureRedis(await authority.issue("server"));
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      expect(await failureOf({ url: redis.url })).toEqual(failed(/authority that is trusted/));
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
    const client = await openClient(redis.url, { tls: { rejectUnauthorized: false } });
    expect(await client.health()).toMatchObject({ status: "up" });
  });

  test("must have the name that the client wants instead of the address that was dialled", async () => {
    const redis = await redisShowing("named", { subjectAltName: "DNS:cache.example" });
    expect(await failureOf({ url: redis.url, tls: { ca } })).toEqual(failed(/for another host name.*127\.0/));
    const client = await openClient(redis.url, { tls: { ca, servername: "cache.example" } });
    expect(await client.sendCommand(["PING"])).toBe("PONG");
  });

  test("is refused when its certificate has expired", async () => {
    const redis = await redisShowing("expired", { days: -1 });
    expect(await failureOf({ url: redis.url, tls: { ca } })).toEqual(failed(/has expired/));
  });

  test("does not answer plain text", async () => {
    const redis = await secureRedis(await authority.issue("server"));
    const error = await failureOf({ url: redis.url.replace("rediss:", "redis:") });
    expect(error).toEqual(
      failed(/closed the connection before it answered\..* If it speaks TLS, write rediss:\/\/ in the url/),
    );
  });
});

describe("a server that asks for client certificates", () => {
  async function mutual(): Promise<RedisHandle> {
    const redis = await secureRedis(await authority.issue("server"));
    const admin = await openClient(redis.url, { minConnections: 1, tls: { ca } });
    await admin.sendCommand(["CONFIG", "SET", "tls-auth-clients", "yes"]);
    return redis;
  }

  test("takes one of its authority, and no client without or with another's", async () => {
    const { url } = await mutual();
    const client = await openClient(url, { tls: { ca, ...(await authority.issueText("client")) } });
    expect(await client.sendCommand(["PING"])).toBe("PONG");
    expect(await failureOf({ url, tls: { ca } })).toEqual(failed(/asks for a client certificate/));
    const foreign = await stranger.issueText("foreign");
    expect(await failureOf({ url, tls: { ca, ...foreign } })).toEqual(
      failed(/does not trust the authority .* client certificate/),
    );
    const expired = await authority.issueText("late", { days: -1 });
    expect(await failureOf({ url, tls: { ca, ...expired } })).toEqual(
      failed(/client certificate .* has expired/),
    );
  });

  test("takes an encrypted key with its passphrase; a wrong one is refused at once and never shown", async () => {
    const { url } = await mutual();
    const { certFile, keyFile } = await authority.issue("client");
    const sealedFile = `${keyFile}.sealed`;
    const seal = ["pkcs8", "-topk8", "-in", keyFile, "-passout", "pass:hush", "-out", sealedFile];
    await promisify(execFile)("openssl", seal);
    const env = {
      REDIS_URL: url,
      REDIS_TLS_CA: ca.replaceAll("\n", "\\n"),
      REDIS_TLS_CERT: certFile,
      REDIS_TLS_KEY: sealedFile,
    };
    const client = await openClient(url, optionsFromEnv({ ...env, REDIS_TLS_PASSPHRASE: "hush" }));
    expect(await client.sendCommand(["PING"])).toBe("PONG");
    for (const wrong of ["hushed", ""]) {
      const attempt = () => optionsFromEnv({ ...env, REDIS_TLS_PASSPHRASE: wrong });
      expect(attempt).toThrow(/REDIS_TLS_KEY: expected a private key .* passphrase/);
      expect(attempt).not.toThrow(/hush|PRIVATE/);
    }
  });
});

test("a key that OpenSSL thinks too weak is refused before anything is dialled", async () => {
  const [certFile, keyFile] = [join(folder, "weak.crt"), join(folder, "weak.key")];
  const weak = ["req", "-x509", "-newkey", "rsa:768", "-nodes", "-subj", "/CN=weak"];
  await promisify(execFile)("openssl", [...weak, "-keyout", keyFile, "-out", certFile]);
  const options = optionsFromEnv({ REDIS_TLS_CERT: certFile, REDIS_TLS_KEY: keyFile });
  expect(await failureOf(options)).toMatchObject({
    code: "INVALID_OPTIONS",
    message: expect.stringMatching(/tls: OpenSSL cannot use these certificates \(ERR_SSL_EE_KEY_TOO_SMALL\)/),
  });
});

test("certificates that do not fit are refused before anything is dialled, without being shown", async () => {
  const { cert, key } = await authority.issueText("client");
  const other = await authority.issueText("other");
  for (const [tls, problem] of [
    [{ ca: "/etc/ssl/ca.pem" }, /tls\.ca: expected a certificate in PEM/],
    [{ ca: [] }, /tls\.ca/],
    [{ ca: new X509Certificate(cert).raw }, /tls\.ca: expected a certificate in PEM/],
    [{ cert }, /tls\.key: must be given together with tls\.cert/],
    [{ key }, /tls\.cert: must be given together with tls\.key/],
    [{ cert, key: other.key }, /tls\.key: is not the private key of cert/],
    [{ cert, key: "PRIVATE" }, /tls\.key: expected a private key in PEM/],
  ] as const) {
    const error = await failureOf({ url: "rediss://127.0.0.1:1", tls });
    expect(error).toMatchObject({ code: "INVALID_OPTIONS", message: expect.stringMatching(problem) });
    expect(shown(error)).not.toMatch(/PRIVATE|MI[GH]/);
  }
});

test("a URL's host name is told to the server for it to choose a certificate, an address is not", async () => {
  const names: (string | false | undefined)[] = [];
  const server = createServer({
    SNICallback: (name, done) => {
      names.push(name);
      done(new Error("enough"));
    },
  });
  server.on("tlsClientError", () => names.push(undefined));
  server.listen(0, "localhost");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  expect(await codeOf(connect({ url: `rediss://localhost:${address.port}` }))).toBe("CONNECTION_FAILED");
  expect(names[0]).toBe("localhost");
  names.length = 0;
  const host = address.address.includes(":") ? `[${address.address}]` : address.address;
  expect(await codeOf(connect({ url: `rediss://${host}:${address.port}` }))).toBe("CONNECTION_FAILED");
  expect(names[0]).toBeUndefined();
});
