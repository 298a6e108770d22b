import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "@typescript/typescript6";

/** How much there is to learn about `octavec/cache`. */
export interface PublicSurface {
  /** Top-level options of `SemanticCache`. */
  readonly options: number;
  /** Public members of `SemanticCache`, without the constructor. */
  readonly members: number;
  /** Names that `octavec/cache` exports. */
  readonly exports: number;
}

const FILE = "surface.mts";
const TEXT = `import { SemanticCache, type SemanticCacheOptions } from "octavec/cache";
import * as all from "octavec/cache";
export type { SemanticCache, SemanticCacheOptions };
export { all };
`;

/** Counts what the compiler sees when a user in the folder `consumer` imports `octavec/cache`. */
export function publicSurface(consumer: string): PublicSurface {
  const file = join(consumer, FILE);
  writeFileSync(file, TEXT);
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.esnext.disposable.d.ts"],
    types: [],
    strict: true,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const moduleSymbol = source && checker.getSymbolAtLocation(source);
  if (!moduleSymbol) throw new Error(`the compiler could not read ${FILE}`);
  const symbolOf = (name: string): ts.Symbol => {
    const alias = checker.getExportsOfModule(moduleSymbol).find((symbol) => symbol.name === name);
    const target = alias && checker.getAliasedSymbol(alias);
    if (!target?.declarations) throw new Error(`octavec/cache exports no ${name}`);
    return target;
  };
  const publicNames = (symbol: ts.Symbol) =>
    checker
      .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
      .filter(
        ({ name, valueDeclaration }) =>
          !name.includes("#") &&
          (valueDeclaration === undefined ||
            (ts.getCombinedModifierFlags(valueDeclaration) & ts.ModifierFlags.Private) === 0),
      );
  return {
    options: publicNames(symbolOf("SemanticCacheOptions")).length,
    members: publicNames(symbolOf("SemanticCache")).length,
    exports: checker.getExportsOfModule(symbolOf("all")).length,
  };
}
