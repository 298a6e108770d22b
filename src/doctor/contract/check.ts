import type { VectorClient } from "../../client.js";
import type { SendOptions } from "../../executor.js";
import type { Keyspace } from "../facts/keyspace.js";
import type { ServerFacts } from "../facts/server-facts.js";
import type { ExamineOptions } from "./examine-options.js";
import type { Finding } from "./finding.js";

/** What a check may look at. */
export interface Patient {
  readonly client: VectorClient;
  readonly facts: ServerFacts;
  readonly options: ExamineOptions;
  /** For every command that a check sends. */
  readonly send: SendOptions;
  /** The keys, read once, when the first check asks for them. */
  keyspace(): Promise<Keyspace>;
}

/** One check. What it cannot see it says by `Unseen`. */
export interface Check {
  readonly name: string;
  run(patient: Patient): Promise<readonly Finding[]> | readonly Finding[];
}

/** A check could not look. The reason goes into the report. */
export class Unseen extends Error {}
