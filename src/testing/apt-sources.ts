/** One package archive in the configuration of apt. */
export interface AptSource {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** Absolute path of the keyring, if the entry names one. */
  readonly keyring?: string;
}

/** Suites of a mirror of Debian's main archive. The codename of the running system is added to them. */
const DEBIAN_SUITES = [
  "stable",
  "oldstable",
  "testing",
  "unstable",
  "sid",
  "bullseye",
  "bookworm",
  "trixie",
  "forky",
];

/** Reads the one-line format (`/etc/apt/sources.list`, `*.list`): `deb [signed-by=…] URI suite component…`. */
export function parseListFile(text: string): AptSource[] {
  const sources: AptSource[] = [];
  for (const line of text.split("\n")) {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)([^#]*)/.exec(line);
    const [, options = "", uri, suite, components = ""] = match ?? [];
    if (uri === undefined || suite === undefined) continue;
    sources.push({
      uri,
      suites: [suite],
      components: words(components),
      ...keyringOf(/(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1]),
    });
  }
  return sources;
}

/** Reads the deb822 format (`*.sources`): stanzas of `Field: value`, where continued lines are indented. */
export function parseSourcesFile(text: string): AptSource[] {
  const sources: AptSource[] = [];
  const lines = text.split("\n").filter((line) => !line.startsWith("#"));
  for (const stanza of lines.join("\n").split(/\n[ \t]*\n/)) {
    const fields = new Map<string, string>();
    for (const field of stanza.replace(/\n[ \t]+/g, " ").split("\n")) {
      const colon = field.indexOf(":");
      if (colon > 0) fields.set(field.slice(0, colon).trim().toLowerCase(), field.slice(colon + 1).trim());
    }
    if (fields.get("enabled")?.toLowerCase() === "no") continue;
    if (!words(fields.get("types") ?? "").includes("deb")) continue;
    for (const uri of words(fields.get("uris") ?? "")) {
      sources.push({
        uri,
        suites: words(fields.get("suites") ?? ""),
        components: words(fields.get("components") ?? ""),
        ...keyringOf(fields.get("signed-by")),
      });
    }
  }
  return sources;
}

/**
 * The sources that are mirrors of Debian's main archive, each once. Security archives, archives of other vendors and CDs are
 * left out.
 */
export function debianMirrors(sources: readonly AptSource[], codename: string | undefined): AptSource[] {
  const known = codename === undefined ? DEBIAN_SUITES : [...DEBIAN_SUITES, codename];
  const mirrors = new Map<string, AptSource>();
  for (const source of sources) {
    const isDebian =
      source.components.includes("main") &&
      source.suites.some((suite) => known.includes(suite)) &&
      !/security|^cdrom:/i.test(source.uri);
    const name = source.uri.replace(/\/+$/, "");
    if (isDebian && !mirrors.has(name)) mirrors.set(name, { ...source, uri: name });
  }
  return [...mirrors.values()];
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function keyringOf(signedBy: string | undefined): { keyring?: string } {
  return signedBy?.startsWith("/") === true ? { keyring: signedBy.split(/[\s,]/)[0] ?? signedBy } : {};
}
