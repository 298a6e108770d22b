import { send } from "./api.js";
import { byId, el, show, table } from "./dom.js";
import { scopeOf } from "./explain.js";
import { duration, instant, whole } from "./format.js";

/** @param {string} tenant @param {(entryId: string) => void} onInvalidate */
export async function listEntries(tenant, onInvalidate) {
  show("entry-list", "Reading…");
  try {
    const { entries, complete } = await send("entries", { tenant, text: byId("find-text").value });
    const count = complete ? `${entries.length} entries.` : `${entries.length} entries of more.`;
    if (entries.length === 0) return show("entry-list", "No entries.");
    show("entry-list", el("p", {}, count), entryTable(entries, onInvalidate));
  } catch (error) {
    show("entry-list", el("p", { class: "bad" }, error.message));
  }
}

function entryTable(entries, onInvalidate) {
  return table(
    "Table of entries",
    [
      { title: "Question", kind: "text" },
      { title: "Answer", kind: "text" },
      "Tags and model",
      "Stored (UTC)",
      { title: "Expires in", kind: "number" },
      "Action",
    ],
    entries.map((entry) => [
      entry.prompt,
      entry.response,
      [...entry.tags, ...(entry.model === undefined ? [] : [entry.model])].join(", "),
      instant(entry.createdAtMs),
      life(entry.remainingMs),
      el(
        "button",
        {
          type: "button",
          "aria-label": `Propose to invalidate: ${entry.prompt.slice(0, 80)}`,
          onclick: () => onInvalidate(entry.entryId),
        },
        "Invalidate…",
      ),
    ]),
  );
}

function life(remainingMs) {
  if (remainingMs === undefined) return "–";
  return remainingMs === null ? "never" : duration(remainingMs);
}

/** Shows the fields that the chosen kind of target has. */
export function showTargetFields() {
  const kind = byId("target-kind").value;
  byId("target-value-row").hidden = kind === "all";
  byId("target-near").hidden = kind !== "near";
}

/** What the form means. @throws Error for a scope that is no JSON object. */
function targetOf() {
  const kind = byId("target-kind").value;
  const value = byId("target-value").value;
  if (kind === "all") return { all: true };
  if (kind === "near") {
    const near = { prompt: value, scope: scopeOf("target-scope") };
    return { near, similarity: byId("target-similarity").valueAsNumber };
  }
  return { [kind]: value };
}

/** Asks what would go, and for a confirmation. @param {object | undefined} given - Default: what the form says. */
export async function propose(tenant, given) {
  byId("proposal-result").textContent = "";
  try {
    const target = given ?? targetOf();
    const { entries, complete, listed, proposal } = await send("proposals", { tenant, target });
    const more = complete ? "" : " or more";
    show(
      "proposal",
      el("p", {}, el("strong", {}, `${whole(entries)}${more} entries would go`), ` of tenant ${tenant}.`),
      el("ul", {}, ...listed.map(({ prompt }) => el("li", {}, prompt))),
      ...(listed.length < entries ? [el("p", {}, `and ${whole(entries - listed.length)} others`)] : []),
      ...(proposal === null || entries === 0 ? [] : buttons(proposal, entries)),
    );
    byId("proposal").focus();
  } catch (error) {
    show("proposal", el("p", { class: "bad" }, error.message));
  }
}

function buttons(proposal, entries) {
  return [
    el(
      "button",
      { type: "button", class: "main", onclick: () => confirmProposal(proposal) },
      `Invalidate ${whole(entries)} entries`,
    ),
    " ",
    el("button", { type: "button", onclick: () => done("Nothing was invalidated.") }, "Keep them"),
  ];
}

async function confirmProposal(proposal) {
  try {
    const { entries } = await send("confirmations", { proposal });
    done(`${whole(entries)} entries are invalidated.`);
  } catch (error) {
    done(error.message);
  }
}

function done(result) {
  show("proposal");
  byId("proposal-result").textContent = result;
  byId("propose-form").querySelector("button").focus();
}
