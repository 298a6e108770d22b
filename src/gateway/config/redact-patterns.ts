import { missingPackage, OctavecError } from "../../errors/index.js";

const REPLACEMENT = "[redacted]";

/**
 * Replaces what the patterns match. They are matched in linear time whatever they and the text are, so no prompt can hold up the
 * process.
 *
 * @param patterns - Regular expressions in the syntax of RE2: no look-around and no back-references.
 * @throws OctavecError `INVALID_OPTIONS` for a pattern of another syntax; `MISSING_DEPENDENCY` without the package `re2js`.
 */
export async function redactorOf(patterns: readonly string[]): Promise<(text: string) => string> {
  if (patterns.length === 0) return (text) => text;
  const { RE2JS } = await loadRe2();
  const compiled = patterns.map((pattern, index) => {
    try {
      return RE2JS.compile(pattern);
    } catch (cause) {
      throw invalid(`log.redact.${index}`, "expected a regular expression in the syntax of RE2", cause);
    }
  });
  return (text) =>
    compiled.reduce((redacted, pattern) => pattern.matcher(redacted).replaceAll(REPLACEMENT), text);
}

async function loadRe2() {
  try {
    return await import("re2js");
  } catch (cause) {
    throw missingPackage("The option log.redact", ["re2js"], cause);
  }
}

function invalid(path: string, problem: string, cause: unknown): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `Invalid gateway configuration: ${path}: ${problem}.`, {
    details: { issues: [{ path, problem }] },
    cause,
  });
}
