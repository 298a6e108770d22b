import { ApiError, keepToken, read } from "./api.js";
import { CacheView, showTenants } from "./cache.js";
import { byId, el, show } from "./dom.js";
import { listEntries, propose, showTargetFields } from "./entries.js";
import { explain } from "./explain.js";
import { Live } from "./live.js";
import { Labels } from "./threshold.js";

/** Says how the server fares. Unchanged text is not said again. */
function say(text, isBad = false) {
  const status = byId("status");
  if (status.textContent !== text) status.textContent = text;
  status.className = isBad ? "bad" : "good";
}

function reveal(need) {
  for (const part of document.querySelectorAll(`[data-needs="${need}"]`)) part.hidden = false;
}

/** Does work that may fail, and shows the failure where its result would be. */
async function trying(id, work) {
  try {
    return await work();
  } catch (error) {
    show(id, el("p", { class: "bad" }, error.message));
  }
}

function onSubmit(id, work) {
  byId(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = byId(id).querySelector("button");
    button.disabled = true;
    try {
      await work();
    } finally {
      button.disabled = false;
      // A disabled button loses the focus, and with it the place of those who use the keyboard.
      if (document.activeElement === document.body) button.focus();
    }
  });
}

async function start() {
  let about;
  try {
    about = await read("about");
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) return say(error.message, true);
    byId("sign-in").hidden = false;
    say("A token is needed");
    byId("token").focus();
    return;
  }
  byId("sign-in").hidden = true;
  byId("live").hidden = false;
  byId("read-only").hidden = about.canWrite;
  const where = about.namespace === undefined ? "" : `, namespace ${about.namespace}`;
  byId("about").textContent = `Redis ${about.serverVersion}${where}`;
  const live = new Live(about.intervalMs, say);
  if (about.namespace === undefined) return live.follow(undefined);
  reveal("namespace");
  byId("tenant-form").hidden = false;
  await openCaches(about, live);
}

async function openCaches(about, live) {
  const cache = new CacheView(about.threshold);
  const labels = new Labels();
  let tenant;
  const readCache = () => trying("cache-tiles", () => cache.show(tenant));
  const choose = (chosen) => {
    if (chosen === "") return;
    tenant = chosen;
    byId("tenant").value = chosen;
    for (const name of document.querySelectorAll(".tenant-name")) name.textContent = chosen;
    for (const id of ["entry-list", "proposal", "explain-result"]) show(id);
    byId("proposal-result").textContent = "";
    labels.clear();
    reveal("tenant");
    live.follow(tenant);
    return readCache();
  };
  const readTenants = () => trying("tenant-table", () => showTenants(choose));

  onSubmit("tenant-form", () => choose(byId("tenant").value));
  onSubmit("explain-form", () => explain(tenant));
  onSubmit("find-form", () => listEntries(tenant, (entryId) => propose(tenant, { entryId })));
  onSubmit("propose-form", () => propose(tenant));
  onSubmit("questions-form", () => labels.find(tenant));
  onSubmit("calibrate-form", () => labels.calibrate(tenant));
  byId("target-kind").addEventListener("change", showTargetFields);
  byId("read-tenants").addEventListener("click", readTenants);
  byId("read-cache").addEventListener("click", readCache);
  byId("save-labels").addEventListener("click", () => labels.save());

  const tenants = (await readTenants()) ?? [];
  const first = about.tenant ?? tenants[0];
  if (first === undefined) live.follow(undefined);
  else await choose(first);
}

byId("sign-in-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  keepToken(byId("token").value);
  await start();
  if (!byId("sign-in").hidden) byId("sign-in-result").textContent = "This is not the token.";
});

await start();
