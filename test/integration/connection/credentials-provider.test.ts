import { expect, test } from "vitest";
import { type Credentials, connect, type VectorClient } from "../../../src/index.js";
import { openClient } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { shown } from "../../helpers/shown.js";
import { startedRedis } from "../../helpers/started-redis.js";

const OLD = "hush-old";
const NEW = "hush-new";

/** A server with a user whose password can be changed, and a provider that can be told what to answer. */
async function rotating() {
  const redis = await startedRedis();
  const admin = await openClient(redis.url, { minConnections: 1 });
  const acl = (...rules: string[]) => admin.sendCommand(["ACL", "SETUSER", "app", ...rules]);
  await acl("on", "allkeys", "+@all", `>${OLD}`);
  const provider = {
    asked: 0,
    answer: (): Credentials | Promise<Credentials> => ({ username: "app", password: OLD }),
  };
  const credentials = () => {
    provider.asked++;
    return provider.answer();
  };
  const killConnections = () => admin.sendCommand(["CLIENT", "KILL", "USER", "app"]);
  return { url: redis.url, acl, provider, credentials, killConnections };
}

const ping = (client: VectorClient) => client.sendCommand(["PING"]);

test("the provider is asked at every connection, and its answer stands over what the URL says", async () => {
  const { url, credentials, provider } = await rotating();
  const foreign = url.replace("//", "//nobody:wrong@");
  const client = await openClient(foreign, { credentials, minConnections: 3 });
  await expect.poll(async () => (await client.health()).pool.open).toBe(3);
  expect(provider.asked).toBe(3);
  expect(String(await client.sendCommand(["ACL", "WHOAMI"]))).toBe("app");
});

test("a provider may give the password alone, for the user that the options name", async () => {
  const { url, credentials, provider } = await rotating();
  provider.answer = () => Promise.resolve({ password: OLD });
  const client = await openClient(url, { credentials, username: "app" });
  expect(await client.sendCommand(["ACL", "WHOAMI"])).toBe("app");
});

test("after a rotation existing connections go on, and new ones use the new password", async () => {
  const { url, acl, provider, credentials, killConnections } = await rotating();
  const client = await openClient(url, { credentials, minConnections: 1, maxConnections: 1 });
  const id = await client.sendCommand(["CLIENT", "ID"]);
  await acl(`>${NEW}`);
  provider.answer = () => ({ username: "app", password: NEW });
  await acl(`<${OLD}`);
  expect(await ping(client)).toBe("PONG");
  expect(await client.sendCommand(["CLIENT", "ID"])).toBe(id);
  await killConnections();
  await expect.poll(() => codeOf(ping(client))).toBe("resolved");
  expect(await client.sendCommand(["CLIENT", "ID"])).not.toBe(id);
});

test("a password that is rotated between the answer and its use is asked for again at once", async () => {
  const { url, acl, provider, credentials } = await rotating();
  provider.answer = async () => {
    if (provider.asked > 1) return { username: "app", password: NEW };
    await acl(`>${NEW}`, `<${OLD}`);
    return { username: "app", password: OLD };
  };
  const client = await openClient(url, { credentials, minConnections: 1 });
  expect(await ping(client)).toBe("PONG");
  expect(provider.asked).toBe(2);
});

test("while the provider lags behind callers are told quickly, and service resumes when it has caught up", async () => {
  const { url, acl, provider, credentials, killConnections } = await rotating();
  const client = await openClient(url, { credentials, minConnections: 1, acquireTimeoutMs: 60_000 });
  await acl(`>${NEW}`, `<${OLD}`);
  await killConnections();
  // Far below acquireTimeoutMs, which is longer than this test may take.
  await expect.poll(() => codeOf(ping(client))).toBe("NOT_AUTHORIZED");
  const askedBefore = provider.asked;
  await expect.poll(() => provider.asked, { timeout: 10_000 }).toBeGreaterThan(askedBefore + 2);
  const error = await ping(client).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "NOT_AUTHORIZED" });
  expect(shown(error)).not.toContain("hush");
  provider.answer = () => ({ username: "app", password: NEW });
  await expect.poll(() => codeOf(ping(client)), { timeout: 10_000 }).toBe("resolved");
});

test("a provider that fails makes it CONNECTION_FAILED with its error as the cause, and is asked again", async () => {
  const { url, provider, credentials, killConnections } = await rotating();
  const client = await openClient(url, { credentials, minConnections: 1, acquireTimeoutMs: 300 });
  const cause = new Error("the vault is sealed");
  provider.answer = () => Promise.reject(cause);
  await killConnections();
  await expect.poll(() => codeOf(ping(client))).toBe("CONNECTION_FAILED");
  const error = await ping(client).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "CONNECTION_FAILED", cause, retryable: true });
  provider.answer = () => ({ username: "app", password: OLD });
  await expect.poll(() => codeOf(ping(client)), { timeout: 10_000 }).toBe("resolved");
});

test("an answer that is none is refused without being shown", async () => {
  const { url } = await rotating();
  const answers: unknown[] = [
    ...[undefined, null, "hush", {}, { password: "" }, { password: 7 }, { username: "hush" }],
    ...[
      { username: "", password: "hush" },
      { username: 7, password: "hush" },
    ],
  ];
  for (const answer of answers) {
    // As a program without types may do it.
    const credentials = () => JSON.parse(JSON.stringify(answer ?? null));
    const error = await connect({ url, credentials }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "CONNECTION_FAILED" });
    expect(shown(error)).toMatch(/the credentials provider must answer/);
    expect(shown(error)).not.toContain("hush");
  }
  const thrown = connect({
    url,
    credentials: () => {
      throw new TypeError("no vault");
    },
  });
  await expect(thrown).rejects.toMatchObject({ code: "CONNECTION_FAILED", cause: { message: "no vault" } });
});

test("a provider that never answers is given up after connectTimeoutMs, and closing does not wait for it", async () => {
  const { url, provider, credentials, killConnections } = await rotating();
  const never = new Promise<Credentials>(() => {});
  expect(await codeOf(connect({ url, credentials: () => never, connectTimeoutMs: 100 }))).toBe(
    "CONNECTION_FAILED",
  );
  const client = await openClient(url, { credentials, minConnections: 1, connectTimeoutMs: 3_600_000 });
  provider.answer = () => never;
  const askedBefore = provider.asked;
  await killConnections();
  await expect.poll(() => provider.asked).toBe(askedBefore + 1);
  await client.close();
});
