import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseMarkdown } from "../../scripts/checks/markdown.js";

const PAGE = join(import.meta.dirname, "../../src/connection/README.md");

export interface AclRole {
  /** `ACL SETUSER …`, word by word. */
  readonly command: string[];
  /** Commands that the role may call, as `+vsim` says it but without the sign. */
  readonly allowed: string[];
}

/**
 * A line of the section "Least privilege" as it stands in src/connection/README.md, with a user, password and namespace of one's own
 * in place of those of the page.
 */
export function aclRole(
  role: "reader" | "writer" | "cache",
  own: { readonly username: string; readonly password: string; readonly namespace: string },
): AclRole {
  const block = parseMarkdown(readFileSync(PAGE, "utf8")).codeBlocks.find(
    ({ language }) => language === "acl",
  );
  const line = block?.text.split("\n").find((text) => text.startsWith(`ACL SETUSER acme-${role} `));
  if (line === undefined) throw new Error(`the guide has no ACL rules for ${role}`);
  const command = line
    .replace(`acme-${role}`, own.username)
    .replace("PASSWORD", own.password)
    .replaceAll("shop:acme:", `${own.namespace}:`)
    .split(" ");
  return { command, allowed: command.filter((word) => word.startsWith("+")).map((word) => word.slice(1)) };
}
