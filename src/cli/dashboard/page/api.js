const TOKEN = "octavec-token";

/** What the server refused or could not do. */
export class ApiError extends Error {
  constructor(status, { title, detail }) {
    super(detail === undefined ? title : `${title}: ${detail}`);
    this.status = status;
  }
}

/** Keeps the token for this tab alone. */
export function keepToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

/** @param {Record<string, string | undefined>} query */
export function read(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given).toString();
  return ask(`/api/${path}${text === "" ? "" : `?${text}`}`, {});
}

export function send(path, body) {
  return ask(`/api/${path}`, { method: "POST", body: JSON.stringify(body) });
}

async function ask(url, options) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const reply = await fetch(url, { ...options, headers: { "content-type": "application/json", ...headers } });
  const body = await reply.json().catch(() => ({ title: `The server answered ${reply.status}` }));
  if (!reply.ok) throw new ApiError(reply.status, body);
  return body;
}
