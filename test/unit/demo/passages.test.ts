import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TextDocument } from "../../../scripts/demo/corpus/document.js";
import { gatherPassages } from "../../../scripts/demo/corpus/gather-passages.js";
import { documentPassages } from "../../../scripts/demo/corpus/passages.js";
import { markdownSections } from "../../../scripts/demo/corpus/sections.js";
import { splitText } from "../../../scripts/demo/corpus/split-text.js";

const MAX_CHARACTERS = 360;
const sentence = (topic: string) =>
  `This sentence about ${topic} is long enough to be a passage of its own, no doubt. `;

function document(text: string, source = "pkg/README.md"): TextDocument {
  return { source, package: "pkg", version: "1.0.0", text };
}

describe("sections of Markdown", () => {
  it("have the headings above them and contain prose without markup", () => {
    const sections = markdownSections(
      "Intro with **bold**, a [link](http://x.y) and `code()`.\n\n# Title\n\nOne\ntwo &amp; three.\n\n## `Sub`\n\n" +
        "- first\n  - nested\n- second\n\n> quoted\n\n# Next\n\nlast  \nline",
    );
    expect(sections).toEqual([
      { headings: [], blocks: ["Intro with bold, a link and code()."] },
      { headings: ["Title"], blocks: ["One two & three."] },
      { headings: ["Title", "Sub"], blocks: ["first", "nested", "second", "quoted"] },
      { headings: ["Next"], blocks: ["last line"] },
    ]);
  });

  it("contain no code, badges, tags, comments or tables of contents", () => {
    const sections = markdownSections(
      "[![build](https://b/x.svg)](https://b)\n\n<p align='center'><img src='x'>Fast &lt;and&gt; small</p>\n\n" +
        "<!-- hidden text -->\n\n- [Usage](#usage)\n  - [More](#more)\n- [Site](https://x.y) of the project\n\n" +
        "```js\nconst secret = 1;\n```\n\n    indented code\n\nUse <kbd>Ctrl</kbd> to stop.",
    );
    expect(sections).toEqual([
      { headings: [], blocks: ["Fast <and> small", "Site of the project", "Use Ctrl to stop."] },
    ]);
  });

  it("contain each row of a table as text that names its columns", () => {
    const [section] = markdownSections("| Name | Type |\n|---|---|\n| `timeout` | number |\n| retries | |");
    expect(section?.blocks).toEqual(["Name: timeout; Type: number", "Name: retries"]);
  });

  it("exclude licences and contributors with their sub-sections, and announcements of code", () => {
    const sections = markdownSections(
      "# A\n\nText here.\n\nUse it like this:\n\n## License\n\nMIT text\n\n### Third parties\n\nmore\n\n## Usage\n\nReal.",
    );
    expect(sections.map(({ headings, blocks }) => [headings.at(-1), blocks])).toEqual([
      ["A", ["Text here."]],
      ["Usage", ["Real."]],
    ]);
  });
});

describe("passages of a document", () => {
  it("follow its sections and are numbered from 1", () => {
    const passages = documentPassages(
      document(`# A\n\n${sentence("apples").repeat(2)}\n\n## B\n\n${sentence("pears").repeat(2)}`),
    );
    expect(passages).toEqual([
      {
        id: "pkg/README.md#1",
        package: "pkg",
        version: "1.0.0",
        source: "pkg/README.md",
        section: "A",
        text: sentence("apples").repeat(2).trim(),
      },
      expect.objectContaining({
        id: "pkg/README.md#2",
        section: "A › B",
        text: sentence("pears").repeat(2).trim(),
      }),
    ]);
  });

  it("join short sections and put the later heading into the text", () => {
    const [passage, ...others] = documentPassages(
      document("# A\n\nShort.\n\n## Options:\n\nA few words more on options, to make it long enough."),
    );
    expect(passage).toMatchObject({
      section: "A",
      text: "Short.\nOptions: A few words more on options, to make it long enough.",
    });
    expect(others).toEqual([]);
  });

  it("split a long paragraph between sentences", () => {
    const passages = documentPassages(document(sentence("rivers").repeat(12)));
    expect(passages.length).toBeGreaterThan(2);
    for (const { text } of passages) {
      expect(text.length).toBeLessThanOrEqual(MAX_CHARACTERS);
      expect(text).toMatch(/^This .* doubt\.$/s);
    }
  });

  it("of a text file are split at blank lines and have no section", () => {
    const text = `${sentence("tea").repeat(3)}\r\n\r\n# ${sentence("coffee").repeat(3)}`;
    const passages = documentPassages(document(text, "notes.TXT"));
    expect(passages.map(({ section }) => section)).toEqual(["", ""]);
    expect(passages[1]?.text).toMatch(/^# This sentence about coffee/);
  });

  it("are empty if there is only code", () => {
    expect(documentPassages(document("# Title\n\n```\ncode\n```\n"))).toEqual([]);
  });
});

describe("splitting of text", () => {
  it("loses only white space and respects the limit for any text", () => {
    const words = fc.array(fc.constantFrom("a", "word", "sentence.", "End!", "😀😀😀", "x".repeat(50)), {
      minLength: 1,
    });
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 80 }), (parts, limit) => {
        const text = parts.join(" ");
        const pieces = splitText(text, limit);
        expect(pieces.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(limit);
          expect(piece.isWellFormed()).toBe(true);
        }
      }),
    );
  });
});

describe("gathering of passages", () => {
  it("keeps the first of equal texts and counts the others", () => {
    const text = sentence("copies").repeat(2);
    const corpus = gatherPassages([document(text, "a.md"), document(text, "b.md")], 10);
    expect(corpus.passages.map(({ id }) => id)).toEqual(["a.md#1"]);
    expect(corpus.counts).toEqual({ files: 2, packages: 1, duplicates: 1, leftOut: 0 });
  });
});
