import { rollup } from "rollup";
import { expect, it } from "vitest";
import { tighten } from "../../../scripts/build/tighten.js";

/** What the plugin makes of code. */
async function tightened(code: string): Promise<string> {
  const bundle = await rollup({
    input: "input",
    plugins: [{ name: "input", resolveId: (id) => id, load: () => code }, tighten()],
    treeshake: false,
  });
  const { output } = await bundle.generate({ format: "es" });
  return output[0].code;
}

it("spaces beside commas and equals signs go, and those of texts, patterns and comments stay, as do line breaks", async () => {
  const code = `
const a = { b: [1, 2], c: 'x, y = z' }, d = /[, ] = {2}/;
function e({ b, c = \`1, \${[a, d]} = 2\` }) {
	return b >= 1, c; // in, out = both
}
`;
  expect(await tightened(code)).toBe(
    `const a={ b: [1,2],c: 'x, y = z' },d=/[, ] = {2}/;
function e({ b,c=\`1, \${[a,d]} = 2\` }) {
	return b >= 1,c; // in, out = both
}
`,
  );
});
