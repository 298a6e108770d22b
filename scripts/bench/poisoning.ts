import { SemanticCache } from "../../src/cache/index.js";
import type { Embedder } from "../../src/embedding/index.js";
import { connect, type VectorClient } from "../../src/index.js";
import { labelledQuestions } from "../demo/cache/labelled-questions.js";
import type { Bench, BenchContext } from "./bench.js";
import { embedderOfTexts } from "./cache/embedder-of-texts.js";
import { colluding, guessed, middles, nearCopies, type Target } from "./poisoning/attacks.js";
import {
  type AskedQuestion,
  type AttackFigures,
  type AttackWrite,
  simulateAttack,
} from "./poisoning/simulate-attack.js";
import { seededRandom } from "./random.js";
import { printTable } from "./table.js";

const QUESTIONS = 10_000;
/** Attack writes for each question. */
const ATTACK_SHARE = 0.1;
const HONEST_WRITERS = 500;
/** Popular answers that the attacker aims at, and questions of each that are copied. */
const TARGETS = 25;
const COPIED = 5;
const NAMESPACE = "bench-poisoning";

/** How many hits an attacker gains who stores wrong answers near popular questions. */
export const poisoning: Bench = {
  question: "semantic cache: share of hits with an attacker's answer, with and without probation",
  defaultRounds: 1,
  async run(context) {
    const limit = context.sizes?.[0] ?? QUESTIONS;
    const questions = labelledQuestions(context.inputs.texts, limit, context.random);
    if (questions === undefined) {
      console.log("ABSENT: labelled questions. Name a file in the format of CLINC150 with --texts.");
      return {};
    }
    const { attacks, embedder } = await prepare(questions);
    context.expectSlots(2 * Object.keys(attacks).length);
    await using client = await connect({ url: context.redis.url, minConnections: 2 });
    const stage = { context, client, embedder, questions };
    // Side by side, for a pass by itself lets client and server wait for each other.
    const passes = Object.entries(attacks).map(async ([name, writes]) => {
      const pass = (isProtected: boolean) => attackOnce(stage, { name, writes, isProtected });
      const [without, guarded] = await Promise.all([pass(false), pass(true)]);
      return [name, { without, with: guarded }] as const;
    });
    const figures = Object.fromEntries(await Promise.all(passes));
    report(figures);
    const single = ["near-copies", "middle of a cluster"].map(
      (name) => figures[name]?.with.poisonedShare ?? 0,
    );
    const poisonedShare = Math.max(...single);
    console.log(`\nworst attack of one writer, with probation: poisonedShare ${poisonedShare.toFixed(4)}`);
    return { poisonedShare, attacks: figures };
  },
};

/** The attacks on a stream of questions, and an embedder that knows all texts of both. */
async function prepare(questions: readonly AskedQuestion[]) {
  const asked = await embedderOfTexts(questions.map(({ text }) => text));
  const half = Math.floor(questions.length / 2);
  const targets = targetsOf(questions, asked.vectors, half);
  const count = Math.round(questions.length * ATTACK_SHARE);
  const attacks: Record<string, AttackWrite[]> = {
    none: [],
    "near-copies": nearCopies(targets, count),
    "middle of a cluster": middles(targets, count),
    "two writers who agree": colluding(targets, count),
    "the very questions": guessed(questions.slice(half), count),
  };
  const written = Object.values(attacks).flatMap((writes) => writes.map(({ prompt }) => prompt));
  const texts = [...new Set([...questions.map(({ text }) => text), ...written])];
  return { attacks, embedder: (await embedderOfTexts(texts)).embedder };
}

interface Stage {
  readonly context: BenchContext;
  readonly client: VectorClient;
  readonly embedder: Embedder;
  readonly questions: readonly AskedQuestion[];
}

async function attackOnce(
  { context, client, embedder, questions }: Stage,
  { name, writes, isProtected }: { name: string; writes: readonly AttackWrite[]; isProtected: boolean },
): Promise<AttackFigures> {
  const tenant = `${name}${isProtected ? ", with probation" : ""}`;
  await using cache = new SemanticCache({
    ...{ client, embedder, namespace: NAMESPACE, tenant, memory: false, timeoutMs: 10_000 },
    ...{ ttlMs: "never", maxEntries: 1_000_000, probation: isProtected ? {} : false },
  });
  const random = seededRandom(context.seed);
  const figures = await simulateAttack(cache, questions, writes, { honestWriters: HONEST_WRITERS, random });
  context.onSlot(tenant);
  return figures;
}

/** The most frequent answers of the first half, with questions of it and the mean of their vectors. */
function targetsOf(
  questions: readonly AskedQuestion[],
  vectors: readonly Float32Array[],
  half: number,
): Target[] {
  const byAnswer = new Map<string, number[]>();
  for (const [index, { answer }] of questions.slice(0, half).entries()) {
    byAnswer.set(answer, [...(byAnswer.get(answer) ?? []), index]);
  }
  return [...byAnswer]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, TARGETS)
    .map(([answer, places]) => ({
      answer,
      questions: places.slice(0, COPIED).map((place) => questions[place]!),
      centroid: sumOf(places.map((place) => vectors[place]!)),
    }));
}

/** Points where the mean points; its length does not count. */
function sumOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]!;
  return sum;
}

function report(figures: Readonly<Record<string, { without: AttackFigures; with: AttackFigures }>>): void {
  const rows = Object.entries(figures).flatMap(([name, passes]) =>
    (["without", "with"] as const).map((how) => {
      const { poisonedShare, rightHitRate, otherWrongRate, stored } = passes[how];
      const shares = [poisonedShare, rightHitRate, otherWrongRate].map((share) => share.toFixed(4));
      return [name, how, ...shares, String(stored)];
    }),
  );
  printTable(["attack", "probation", "poisoned of hits", "right hits", "other wrong", "stored"], rows);
}
