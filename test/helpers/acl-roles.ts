import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseMarkdown } from "../../scripts/checks/markdown.js";

const PAGE = join(import.meta.dirname, "../../src/connection/security.md");

export interface AclRole {
  /** `ACL SETUSER …`, word by word. */
  readonly command: string[];
  /** Commands that the role may call, as `+vsim` says it but without the sign. */
  readonly allowed: string[];
}

/**
 * The lines of a role in the section "Least privilege" of src/connection/security.md as one command, with a user, password and namespace of one's own
 * in place of those of the page.
 */
export function aclRole(
  role: "reader" | "writer" | "cache",
  own: { readonly username: string; readonly password: string; readonly namespace: string },
): AclRole {
  const block = parseMarkdown(readFileSync(PAGE, "utf8")).codeBlocks.find(
    ({ language }) => language === "acl",
  );
  const start = `ACL SETUSER acme-${role} `;
  const lines = block?.text.split("\n").filter((text) => text.startsWith(start)) ?? [];
  if (lines.length === 0) throw new Error(`the guide has no ACL rules for ${role}`);
  const rules = lines.map((text) => text.slice(start.length)).join(" ");
  const command = `ACL SETUSER ${own.username} ${rules}`
    .replace("PASSWORD", own.password)
    .replaceAll("shop:acme:", `${own.namespace}:`)
    .split(" ");
  return { command, allowed: command.filter((word) => word.startsWith("+")).map((word) => word.slice(1)) };
}
