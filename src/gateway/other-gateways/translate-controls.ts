import { CLOUDFLARE } from "./cloudflare.js";
import { HELICONE } from "./helicone.js";
import { LITELLM } from "./litellm.js";
import type { OtherGateway, ReplyFacts, Said } from "./other-gateway.js";
import { PORTKEY } from "./portkey.js";

const GATEWAYS = { litellm: LITELLM, portkey: PORTKEY, helicone: HELICONE, cloudflare: CLOUDFLARE };

export type OtherGatewayName = keyof typeof GATEWAYS;

export const OTHER_GATEWAY_NAMES = Object.keys(GATEWAYS) as [OtherGatewayName, ...OtherGatewayName[]];

export interface Translated {
  /** Without the fields for the cache. */
  readonly body: string | undefined;
  /** The headers of a reply in the words of the other gateways. */
  tell(facts: ReplyFacts): Readonly<Record<string, string>>;
}

/**
 * Writes what a request says to the cache in the words of other gateways into the headers `x-octavec-…`. Headers of these gateways
 * are taken out, those for other purposes included, because they hold their keys. What the request says in octavec's words wins.
 *
 * @param body - JSON text; undefined for a call without one.
 * @throws OctavecError `INVALID_ARGUMENT` for a wrong value.
 */
export function translateControls(
  names: readonly OtherGatewayName[],
  headers: Headers,
  body: string | undefined,
): Translated {
  const gateways = names.map((name): OtherGateway => GATEWAYS[name]);
  const fields = gateways.flatMap(({ bodyField }) => bodyField ?? []);
  const taken = takeFields(body, fields);
  const all = gateways.map((gateway) => {
    const said = gateway.read(
      headers,
      gateway.bodyField === undefined ? undefined : taken.fields[gateway.bodyField],
    );
    return { gateway, said };
  });
  const prefixes = gateways.flatMap((gateway) => gateway.prefixes);
  for (const name of [...headers.keys()]) {
    if (prefixes.some((prefix) => name.startsWith(prefix))) headers.delete(name);
  }
  const said = all.map((one) => one.said);
  writeSaid(headers, said);
  const ignored = said.flatMap((one) => one.ignored ?? []);
  return {
    body: taken.body,
    tell: (facts) => ({
      ...Object.assign({}, ...all.map((one) => one.gateway.tell(facts, one.said))),
      ...(ignored.length === 0 ? {} : { "x-octavec-ignored": ignored.join(", ") }),
    }),
  };
}

function writeSaid(headers: Headers, all: readonly Said[]): void {
  const set = (name: string, value: string) => {
    if (!headers.has(`x-octavec-${name}`)) headers.set(`x-octavec-${name}`, value);
  };
  const isSaid = (name: "bypass" | "refresh" | "noStore" | "exactOnly") =>
    all.some((said) => said[name] === true);
  if (isSaid("bypass") || (isSaid("refresh") && isSaid("noStore"))) set("bypass", "1");
  else if (isSaid("refresh")) set("refresh", "1");
  else if (isSaid("noStore")) set("no-store", "1");
  // Nothing is tighter than 1, so this cannot loosen what the request says in octavec's words.
  if (isSaid("exactOnly")) headers.set("x-octavec-threshold", "1");
  const least = (values: readonly (number | undefined)[]) => {
    const given = values.filter((value) => value !== undefined);
    return given.length === 0 ? undefined : String(Math.min(...given));
  };
  const ttlMs = least(all.map((said) => said.ttlMs));
  if (ttlMs !== undefined && !headers.has("x-octavec-ttl")) set("ttl-ms", ttlMs);
  const maxAgeMs = least(all.map((said) => said.maxAgeMs));
  if (maxAgeMs !== undefined) set("max-age-ms", maxAgeMs);
  const namespaces = all.map((said) => said.namespace ?? null);
  if (namespaces.every((namespace) => namespace === null)) return;
  // None is left out, as each one keeps answers apart.
  headers.set("x-octavec-namespace", asciiOf([headers.get("x-octavec-namespace"), ...namespaces]));
}

/** As a value of a header, which takes no other characters. */
function asciiOf(parts: readonly (string | null)[]): string {
  return encodeURIComponent(JSON.stringify(parts));
}

function takeFields(body: string | undefined, fields: readonly string[]) {
  const none = { body, fields: {} as Readonly<Record<string, unknown>> };
  if (body === undefined || !fields.some((field) => body.includes(`"${field}"`))) return none;
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    // The provider says what is wrong with the body.
    return none;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return none;
  const taken = Object.entries(parsed).filter(([name]) => fields.includes(name));
  if (taken.length === 0) return none;
  const rest = Object.entries(parsed).filter(([name]) => !fields.includes(name));
  return { body: JSON.stringify(Object.fromEntries(rest)), fields: Object.fromEntries(taken) };
}
