import { mkdirSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { encodeFloat32Blob, encodeVadd, encodeVsim } from "../src/commands/index.js";
import type { Command } from "../src/executor.js";
import type { Quantization } from "../src/options/index.js";
import { commandBytes, ErrorReply, type ParsedReply, parseReply } from "../test/helpers/resp.js";

/**
 * Records the replies of a real server to every vector set command, in RESP2 and RESP3, byte for byte:
 *
 *   npx tsx scripts/record-fixtures.ts --url redis://127.0.0.1:6379
 *
 * It writes test/fixtures/replies/<version>/resp2.json and resp3.json. Run it by hand for each newly supported version, with
 * a temporary server without a password. Scores, links and ids may differ between recordings of one version, because levels
 * are random; the shapes may not differ. It uses and removes keys that begin with `fixture:`.
 */

const Q8 = "fixture:q8";
const NONE = "fixture:none";
const BIN = "fixture:bin";
const REDUCED = "fixture:reduced";
const WITH_NAN = "fixture:nan";
const WRITTEN = "fixture:written";
const ABSENT = "fixture:absent";
const KEYS = [Q8, NONE, BIN, REDUCED, WITH_NAN, WRITTEN, ABSENT];

/** Names that would be reordered or lost as keys of an object. */
const AWKWARD_ELEMENTS = ["10", "2", "1", "__proto__", "", "plain"];

/** A bin blob of this dimension has more than one word, and padding because 70 is no multiple of 64. */
const BIN_DIMENSION = 70;

const query = wave(8, 0);

/**
 * Commands by name, in the order in which they are recorded. Commands that write use their own key and restore it, so that
 * both protocols see the same sets.
 */
const RECORDED: Readonly<Record<string, Command>> = {
  "vsim-scores": encodeVsim({ key: Q8, query: { vector: query }, count: 6 }),
  "vsim-scores-of-element": encodeVsim({ key: NONE, query: { element: "plain" }, truth: true }),
  "vsim-attributes": encodeVsim({ key: Q8, query: { vector: query }, count: 6, withAttributes: true }),
  "vsim-scores-missing-key": encodeVsim({ key: ABSENT, query: { vector: query } }),
  "vsim-attributes-missing-key": encodeVsim({ key: ABSENT, query: { vector: query }, withAttributes: true }),
  "vsim-nothing-matches": encodeVsim({ key: Q8, query: { vector: query }, filter: ".year > 9999" }),
  "vsim-missing-element": encodeVsim({ key: Q8, query: { element: "absent" } }),
  "vemb-int8": ["VEMB", Q8, "10"],
  "vemb-f32": ["VEMB", NONE, "plain"],
  "vemb-bin": ["VEMB", BIN, "plain"],
  "vemb-reduced": ["VEMB", REDUCED, "plain"],
  "vemb-nan": ["VEMB", WITH_NAN, "plain"],
  "vemb-missing-element": ["VEMB", Q8, "absent"],
  "vemb-missing-key": ["VEMB", ABSENT, "absent"],
  "vemb-raw-int8": ["VEMB", Q8, "10", "RAW"],
  "vemb-raw-f32": ["VEMB", NONE, "plain", "RAW"],
  "vemb-raw-bin": ["VEMB", BIN, "plain", "RAW"],
  "vemb-raw-reduced": ["VEMB", REDUCED, "plain", "RAW"],
  "vemb-raw-nan": ["VEMB", WITH_NAN, "plain", "RAW"],
  "vemb-raw-missing-element": ["VEMB", Q8, "absent", "RAW"],
  vcard: ["VCARD", Q8],
  "vcard-missing-key": ["VCARD", ABSENT],
  vdim: ["VDIM", REDUCED],
  "vdim-missing-key": ["VDIM", ABSENT],
  "vinfo-int8": ["VINFO", Q8],
  "vinfo-f32": ["VINFO", NONE],
  "vinfo-bin": ["VINFO", BIN],
  "vinfo-reduced": ["VINFO", REDUCED],
  "vinfo-missing-key": ["VINFO", ABSENT],
  vlinks: ["VLINKS", Q8, "10"],
  "vlinks-scores": ["VLINKS", Q8, "10", "WITHSCORES"],
  "vlinks-missing-element": ["VLINKS", Q8, "absent"],
  vrandmember: ["VRANDMEMBER", NONE],
  "vrandmember-missing-key": ["VRANDMEMBER", ABSENT],
  "vrandmember-count": ["VRANDMEMBER", Q8, "6"],
  "vrandmember-count-missing-key": ["VRANDMEMBER", ABSENT, "6"],
  vgetattr: ["VGETATTR", Q8, "10"],
  "vgetattr-no-attributes": ["VGETATTR", Q8, "plain"],
  "vgetattr-missing-key": ["VGETATTR", ABSENT, "10"],
  vismember: ["VISMEMBER", Q8, ""],
  "vismember-missing-element": ["VISMEMBER", Q8, "absent"],
  "vrem-missing-element": ["VREM", Q8, "absent"],
  "vsetattr-missing-element": ["VSETATTR", Q8, "absent", "{}"],
  "vadd-replaced": vadd({ key: WRITTEN, element: "plain", vector: wave(8, 0) }),
  "vsetattr-set": ["VSETATTR", WRITTEN, "plain", '{"a":1}'],
  "vadd-new": vadd({ key: WRITTEN, element: "added", vector: wave(8, 0) }),
  "vrem-removed": ["VREM", WRITTEN, "added"],
};

const { values } = parseArgs({ options: { url: { type: "string" } } });
if (values.url === undefined)
  throw new Error("--url is missing. Name the server to record, for example --url redis://127.0.0.1:6379");
await record(new URL(values.url));

async function record(url: URL): Promise<void> {
  const resp2 = await open(url);
  const resp3 = await open(url);
  try {
    await ask(resp3, ["HELLO", "3"]);
    const version = versionOf((await ask(resp2, ["INFO", "server"])).toString("utf8"));
    await ask(resp2, ["DEL", ...KEYS]);
    await fillSets(resp2);
    const folder = join(import.meta.dirname, "../test/fixtures/replies", version);
    mkdirSync(folder, { recursive: true });
    for (const [protocol, socket] of [[2, resp2] as const, [3, resp3] as const]) {
      const replies = await recordAll(socket);
      const file = join(folder, `resp${protocol}.json`);
      writeFileSync(file, `${JSON.stringify({ version, protocol, replies }, undefined, 1)}\n`);
      console.log(`${Object.keys(replies).length} replies → ${file}`);
    }
    await ask(resp2, ["DEL", ...KEYS]);
  } finally {
    resp2.destroy();
    resp3.destroy();
  }
}

async function recordAll(socket: Socket): Promise<Record<string, { command: string; hex: string }>> {
  const replies: Record<string, { command: string; hex: string }> = {};
  for (const [name, command] of Object.entries(RECORDED)) {
    const bytes = await ask(socket, command, { mayFail: true });
    replies[name] = { command: command.map(printable).join(" "), hex: bytes.toString("hex") };
  }
  return replies;
}

async function fillSets(socket: Socket): Promise<void> {
  for (const [i, element] of AWKWARD_ELEMENTS.entries()) {
    const attributes =
      i < 3 ? JSON.stringify({ lang: "en", year: 2020 + i, title: 'a "quoted" Käse' }) : undefined;
    await ask(socket, vadd({ key: Q8, element, vector: wave(8, i / 3), attributes }));
  }
  for (const [i, element] of ["plain", "other"].entries()) {
    await ask(socket, vadd({ key: NONE, element, vector: wave(8, i), quantization: "none" }));
  }
  await ask(
    socket,
    vadd({ key: BIN, element: "plain", vector: wave(BIN_DIMENSION, 0), quantization: "bin", m: 8 }),
  );
  await ask(socket, vadd({ key: WRITTEN, element: "plain", vector: wave(8, 0) }));
  await ask(socket, vadd({ key: REDUCED, element: "plain", vector: wave(8, 0), reduce: 4 }));
  await ask(
    socket,
    vadd({
      key: WITH_NAN,
      element: "plain",
      vector: encodeFloat32Blob([Number.NaN, 1]),
      quantization: "none",
    }),
  );
}

interface VaddCase {
  key: string;
  element: string;
  vector: Buffer;
  quantization?: Quantization;
  m?: number;
  reduce?: number;
  attributes?: string | undefined;
}

function vadd({ quantization = "q8", ...rest }: VaddCase): Command {
  return encodeVadd({ quantization, ...rest });
}

/** A vector of different components whose direction depends on `shift`. */
function wave(dimension: number, shift: number): Buffer {
  return encodeFloat32Blob(Array.from({ length: dimension }, (_, i) => 3 * Math.sin(i * 0.7 + shift + 0.1)));
}

function printable(argument: string | Buffer): string {
  return Buffer.isBuffer(argument) ? `<${argument.length} bytes>` : JSON.stringify(argument);
}

function versionOf(info: string): string {
  const version = /redis_version:(\S+)/.exec(info)?.[1];
  if (version === undefined) throw new Error("The reply to INFO has no redis_version.");
  return version;
}

function open(url: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port || 6379), url.hostname);
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Sends one command and resolves with the bytes of its reply. */
function ask(socket: Socket, command: Command, { mayFail = false } = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const parsed = parseReply(bytes);
      if (parsed === undefined) return;
      socket.off("data", onData);
      if (isError(parsed) && !mayFail)
        reject(new Error(`${printable(command[0] ?? "")}: ${bytes.toString()}`));
      else resolve(bytes);
    };
    socket.on("data", onData);
    socket.write(commandBytes(command));
  });
}

function isError(parsed: ParsedReply): boolean {
  return parsed.reply instanceof ErrorReply;
}
