import {
  checkPackage,
  createPackageFromTarballData,
  type Problem as TypesProblem,
} from "@arethetypeswrong/core";
import type { Problem } from "./problem.js";

/**
 * The problems that "Are the types wrong?" finds for every entry point of the packed package with the resolutions `node16`,
 * `nodenext` and `bundler`. Two findings are accepted: `node10` does not support `exports`, and from CommonJS the types
 * belong to an ES module, which Node can load with `require` since 20.19.
 */
export async function checkTypeResolution(tarball: Uint8Array): Promise<Problem[]> {
  const analysis = await checkPackage(createPackageFromTarballData(tarball));
  const atManifest = (rule: string): Problem => ({
    file: "package.json",
    line: 1,
    rule: `types: ${rule}`,
    fix: "look up the name of the problem at https://arethetypeswrong.github.io",
  });
  if (!analysis.types) return [atManifest("the package contains no declarations")];
  return analysis.problems
    .filter((problem) => !isMeant(problem))
    .map((problem) => atManifest(textOf(problem)));
}

function isMeant(problem: TypesProblem): boolean {
  if (problem.kind === "CJSResolvesToESM") return true;
  return "resolutionKind" in problem && problem.resolutionKind === "node10";
}

function textOf(problem: TypesProblem): string {
  const where = [
    "entrypoint" in problem && problem.entrypoint,
    "resolutionKind" in problem && problem.resolutionKind,
    "fileName" in problem && problem.fileName,
  ].filter((part) => typeof part === "string");
  return [problem.kind, ...where].join(", ");
}
