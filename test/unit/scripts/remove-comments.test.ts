import { rollup } from "rollup";
import { expect, it } from "vitest";
import { removeComments } from "../../../scripts/build/remove-comments.js";

/** What the plugin makes of code. */
async function without(code: string): Promise<string> {
  const bundle = await rollup({
    input: "input",
    plugins: [{ name: "input", resolveId: (id) => id, load: () => code }, removeComments()],
    treeshake: false,
  });
  const { output } = await bundle.generate({ format: "es" });
  return output[0].code;
}

it("comments go with their lines, and what looks like one inside a text stays", async () => {
  const code = [
    "/** Of a class. */",
    "export class A {",
    "  /**",
    "   * Of a method.",
    "   */",
    "  run() {",
    "    return `/* text */ // text`; // beside code",
    "  }",
    "  #map = /* @__PURE__ */ new Map();",
    "}",
    "",
  ].join("\n");
  expect(await without(code)).toBe(
    [
      "class A {",
      "  run() {",
      "    return `/* text */ // text`; ",
      "  }",
      "  #map = new Map();",
      "}",
      "",
      "export { A };",
      "",
    ].join("\n"),
  );
});

it("comments that shells and bundlers read stay", async () => {
  const code = [
    "#!/usr/bin/env node",
    "export const a = /* @__PURE__ */ Symbol.for('a');",
    "export const b = () => import(/* @vite-ignore */ a);",
    "",
  ].join("\n");
  const built = await without(code);
  expect(built.startsWith("#!/usr/bin/env node\n")).toBe(true);
  expect(built).toContain("/* @__PURE__ */");
  expect(built).toContain("/* @vite-ignore */");
});
