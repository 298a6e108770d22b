import { describe, expect, test } from "vitest";
import { debianMirrors, parseListFile, parseSourcesFile } from "../../../src/testing/apt-sources.js";

describe("the one-line format", () => {
  test("gives address, suite, components and keyring of each deb line", () => {
    const text = `
# deb http://old.example/debian bullseye main
deb http://archive.example/debian bookworm main contrib # with a remark
deb-src http://archive.example/debian bookworm main
  deb [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] https://mirror.example/debian/ stable main
deb cdrom:[Debian]/ bookworm main
`;
    expect(parseListFile(text)).toEqual([
      { uri: "http://archive.example/debian", suites: ["bookworm"], components: ["main", "contrib"] },
      {
        uri: "https://mirror.example/debian/",
        suites: ["stable"],
        components: ["main"],
        keyring: "/usr/share/keyrings/k.gpg",
      },
      { uri: "cdrom:[Debian]/", suites: ["bookworm"], components: ["main"] },
    ]);
  });

  test("leaves out lines that it cannot read", () => {
    expect(parseListFile("deb\ndeb http://only.an.address\nnonsense\n\n")).toEqual([]);
  });
});

describe("the deb822 format", () => {
  test("gives one source per address of each enabled deb stanza", () => {
    const text = `Types: deb
# a remark between two fields
URIs: http://archive.example/debian http://second.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb-src
URIs: http://sources.example/debian
Suites: bookworm
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
`;
    const shared = {
      suites: ["bookworm", "bookworm-updates"],
      components: ["main"],
      keyring: "/usr/share/keyrings/debian-archive-keyring.gpg",
    };
    expect(parseSourcesFile(text)).toEqual([
      { uri: "http://archive.example/debian", ...shared },
      { uri: "http://second.example/debian", ...shared },
    ]);
  });

  test("reads continued lines, and takes a key that is written out for no keyring file", () => {
    const text = `Types: deb
URIs:
 http://a.example/debian
 http://b.example/debian
Suites: trixie
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abcd
 -----END PGP PUBLIC KEY BLOCK-----
`;
    expect(parseSourcesFile(text)).toEqual([
      { uri: "http://a.example/debian", suites: ["trixie"], components: ["main"] },
      { uri: "http://b.example/debian", suites: ["trixie"], components: ["main"] },
    ]);
  });
});

describe("the choice of mirrors", () => {
  const source = (uri: string, suite: string, component = "main") => ({
    uri,
    suites: [suite],
    components: [component],
  });

  test("takes Debian's main archive and nothing beside it, each address once", () => {
    const sources = [
      source("https://packages.example.com/apt", "cloud-bookworm"),
      source("https://deb.example.org/node_20.x", "nodistro"),
      source("http://archive.example/debian-security", "bookworm"),
      source("http://archive.example/debian", "bookworm"),
      source("http://archive.example/debian/", "trixie"),
      source("cdrom:[Debian GNU/Linux 12]/", "bookworm"),
      source("http://contrib.example/debian", "bookworm", "contrib"),
      source("http://mirror.example/debian", "stable"),
    ];
    expect(debianMirrors(sources, undefined).map(({ uri }) => uri)).toEqual([
      "http://archive.example/debian",
      "http://mirror.example/debian",
    ]);
  });

  test("knows the codename of a release that is newer than this library", () => {
    const sources = [source("http://archive.example/debian", "duke")];
    expect(debianMirrors(sources, undefined)).toEqual([]);
    expect(debianMirrors(sources, "duke")).toHaveLength(1);
  });
});
