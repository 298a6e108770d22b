import type { Reply, SendOptions } from "../../../executor.js";
import { isList, readList, readText } from "../../../reply.js";
import { Script } from "../../../script.js";
import type { LivingEntry } from "../../contract/index.js";
import { errorBound, tagFilter, worstErrorNorm } from "../../question/index.js";
import type { EntryCodec } from "../context/entry-codec.js";
import type { EntryContext } from "../context/entry-context.js";
import { ANSWER_FIELDS } from "../context/entry-fields.js";
import { LOOK_UP } from "../scripts/look-up.lua.js";
import { decodeFound, LOOK_UP_SCRIPT } from "./decode-found.js";
import type { EntrySearch } from "./entry-search.js";
import type { FoundEntries } from "./found-entry.js";

/** Position of PTTL in the reply for an exact entry: after its fields. */
const PTTL_PLACE = ANSWER_FIELDS.length;

const lookUpScript = new Script(LOOK_UP, { readOnly: true });

type SearchContext = Pick<EntryContext, "executor" | "keys" | "codec" | "settings" | "tuned" | "hasher">;

/** What Redis holds under the key of one entry, and where Redis stood when it was read. */
export interface ExactReading {
  readonly found: LivingEntry | "corrupt" | undefined;
  readonly generation: string;
  /** Id of the latest event, `0-0` when there was none. The entry read has seen all events up to this one. */
  readonly since: string;
  /** What the search found, if one was asked for and made: not if there is an exact entry, nor for users who may not run scripts. */
  readonly searched?: FoundEntries | undefined;
}

/** The entries with these ids, 11 at most, each as if it were read alone: one round trip, one script. */
export function readExact(
  { executor, keys, codec }: Pick<SearchContext, "executor" | "keys" | "codec">,
  entryIds: readonly string[],
  options: SendOptions,
): Promise<ExactReading[]> {
  const call = { keys: [keys.generation], args: entryIds };
  return lookUpScript.read(executor, call, { ...options, binary: true }, (reply) => {
    const parts = readList(LOOK_UP_SCRIPT, reply);
    const generation = readText(LOOK_UP_SCRIPT, parts[0]);
    const since = readText(LOOK_UP_SCRIPT, parts[1]);
    return entryIds.map((entryId, index) => ({
      found: decodeExact(codec, entryId, parts[index + 2]),
      generation,
      since,
    }));
  });
}

/** The exact entry, if its id is not empty, and else what the search finds: one round trip, one script. */
export function lookUpEntries(
  context: SearchContext,
  entryId: string,
  search: EntrySearch,
  options: SendOptions,
): Promise<ExactReading> {
  const { executor, keys, codec } = context;
  const call = { keys: [keys.generation], args: [entryId, ...searchArguments(context, search)] };
  return lookUpScript.read(executor, call, { ...options, binary: true }, (reply) => {
    const parts = readList(LOOK_UP_SCRIPT, reply);
    const generation = readText(LOOK_UP_SCRIPT, parts[0]);
    const since = readText(LOOK_UP_SCRIPT, parts[1]);
    const searched =
      parts.length < 4 ? undefined : { generation, since, ...decodeFound(parts, search, codec) };
    return { found: decodeExact(codec, entryId, parts[2]), generation, since, searched };
  });
}

/** Arguments 2 to 12 of the script. */
function searchArguments(
  { settings, tuned, hasher }: Pick<SearchContext, "settings" | "tuned" | "hasher">,
  search: EntrySearch,
) {
  const { query, threshold, count, clearAt } = search;
  const farthest = errorBound(query, worstErrorNorm(query.vector.length, settings.index.quantization));
  return [
    search.scopeId,
    query.blob,
    String(count),
    String(Math.max(tuned.efSearch, count)),
    tagFilter(hasher, search.tags),
    String((1 + threshold) / 2),
    String(search.all === true ? -1 : (1 + threshold - farthest) / 2),
    String(query.errorNorm),
    String(query.slack),
    clearAt === undefined ? "" : String((1 + clearAt) / 2),
    search.words === true ? "w" : "",
  ];
}

function decodeExact(codec: EntryCodec, entryId: string, exact: Reply | undefined): ExactReading["found"] {
  if (isList(exact)) return codec.decodeAnswer(entryId, exact, exact[PTTL_PLACE]);
  return readText(LOOK_UP_SCRIPT, exact) === "?" ? "corrupt" : undefined;
}
