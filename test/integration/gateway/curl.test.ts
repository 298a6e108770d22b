import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { CACHE_ID, startedGateway } from "../../helpers/gateway.js";
import { startedProxy } from "../../helpers/gateway-proxy.js";

const run = promisify(execFile);
const GUIDES = join(import.meta.dirname, "../../../src/gateway");
const KEYS = {
  SUPPORT_KEY: "key-of-support",
  OCTAVEC_ADMIN_KEY: "key-of-the-admin",
  OPENAI_API_KEY: "key-of-openai",
  ANTHROPIC_API_KEY: "key-of-anthropic",
  GEMINI_API_KEY: "key-of-google",
};

/** Blocks of the guides with `curl`, by the name in the mark above them. */
function commandsOfGuides(): ReadonlyMap<string, string> {
  const blocks = readdirSync(GUIDES)
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) => {
      const text = readFileSync(join(GUIDES, file), "utf8");
      return [...text.matchAll(/(?:<!-- curl: ([\w ]+) -->\n)?```sh\n([\s\S]*?)```/g)];
    })
    .filter(([, , block = ""]) => /^(curl|URL=)/m.test(block));
  return new Map(blocks.map(([, name = "a block without a mark", block = ""]) => [name, block]));
}

/** Runs one block as the guide shows it, but for the addresses. @returns status and body of each of its calls. */
async function runBlock(
  block: string,
  { url, adminUrl }: { readonly url: string; readonly adminUrl: string },
  variables: object,
) {
  const script = block.replaceAll("http://127.0.0.1:8080", url).replaceAll("http://127.0.0.1:9100", adminUrl);
  const calling = `curl() { command curl -sS -w '\\n@@%{http_code}\\n' "$@"; }\n`;
  const { stdout } = await run("bash", ["-eu", "-c", calling + script], {
    env: { PATH: process.env.PATH, ...KEYS, ...variables },
  });
  return [...stdout.matchAll(/([\s\S]*?)\n@@(\d{3})\n/g)].map(([, body = "", status]) => ({
    status: Number(status),
    body,
  }));
}

test("every command of the guides runs with curl and is answered as its interface says", async () => {
  const guides = commandsOfGuides();
  const open = await startedGateway({ caches: [{ id: CACHE_ID, name: "default", threshold: 0.6 }] });
  const keyed = await startedProxy(
    {},
    {
      admin: { keyEnv: "OCTAVEC_ADMIN_KEY" },
      caches: [
        {
          id: CACHE_ID,
          name: "support",
          threshold: 0.85,
          attributes: ["lang"],
          keys: [{ env: "SUPPORT_KEY" }],
        },
      ],
    },
    { environment: KEYS },
  );
  const ran = new Set<string>();
  const answers = async (name: string, variables: object = {}, gateway = keyed as typeof open) => {
    ran.add(name);
    return runBlock(guides.get(name) ?? `echo no block ${name}`, gateway, variables);
  };
  const statuses = (replies: readonly { readonly status: number }[]) => replies.map(({ status }) => status);
  const bodyOf = (reply: { readonly body: string } | undefined) => JSON.parse(reply?.body ?? "null");

  const started = await answers("start", {}, open);
  expect(statuses(started)).toEqual([201, 200]);
  expect(bodyOf(started[1]).data[0].response).toBe("On the sign-in page.");

  const { entryId: ENTRY_ID } = bodyOf((await answers("set"))[0]);
  const langCache = await answers("langcache", { ENTRY_ID });
  expect(statuses(langCache)).toEqual([200, 200, 204, 200, 204]);
  expect(bodyOf(langCache[0]).data[0].response).toBe("On the sign-in page.");

  const { cacheId: CACHE } = bodyOf((await answers("create cache"))[0]);
  const { keyId: KEY_ID, token } = bodyOf((await answers("create key", { CACHE_ID: CACHE }))[0]);
  expect(token).toMatch(/^oct_/);
  const control = await answers("control plane", { CACHE_ID: CACHE, KEY_ID });
  expect(statuses(control)).toEqual([200, 200, 200, 201, 200, 200, 204, 204, 200]);

  const openai = await answers("openai");
  expect(statuses(openai)).toEqual([200, 200, 200, 200]);
  expect(bodyOf(openai[0]).choices[0].message.content).toBe("Use the link in the mail ✓.");
  const [stream] = await answers("openai stream");
  expect(stream?.body).toMatch(/x-octavec-cache: hit-/);
  expect(stream?.body).toMatch(/data: \[DONE\]\s*$/);

  const anthropic = await answers("anthropic");
  expect(statuses(anthropic)).toEqual([200, 200, 200]);
  expect(bodyOf(anthropic[0]).content.at(-1).text).toBe("Use the link in the mail ✓.");
  expect(anthropic[2]?.body).toContain("event: message_stop");

  const google = await answers("google");
  expect(statuses(google)).toEqual([200, 200]);
  expect(google[1]?.body).toMatch(/^data: \{/);

  const operations = await answers("operations");
  expect(statuses(operations)).toEqual([200, 200, 200, 200, 200]);
  expect(bodyOf(operations[0])).toEqual({ live: true });
  expect(operations[2]?.body).toContain("http_server_request_duration");

  const controls = await answers("controls of others", {}, await withControls());
  expect(statuses(controls)).toEqual([200, 200, 200, 200]);
  for (const { body } of controls)
    expect(body).toMatch(/(cache-hit: False|cache(-status)?: (MISS|REFRESH))/i);

  expect([...guides.keys()].sort()).toEqual([...ran].sort());
});

function withControls() {
  return startedProxy({ controls: ["litellm", "portkey", "helicone", "cloudflare"] });
}
