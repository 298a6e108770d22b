import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProgram } from "./run-program.js";
import type { TrustedMirror } from "./system-apt.js";

export interface PrivateAptOptions {
  /** Folder for everything that apt reads and writes. The caller creates and removes it. */
  readonly folder: string;
  readonly mirror: TrustedMirror;
  /** Suite that Redis comes from, for example `"stable"`. */
  readonly suite: string;
  /** Suite of all other packages, if `suite` is not complete. Default: `suite`. */
  readonly librarySuite?: string | undefined;
  /** Debian's name of the processor. */
  readonly architecture: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** Long enough to download the package list of a release over a slow line. */
const TIMEOUT_MS = 180_000;

/** Runs the system's apt for one archive, with separate folders. It needs no root and changes nothing in the system. */
export class PrivateApt {
  readonly #options: PrivateAptOptions;
  readonly #configuration: string;

  private constructor(options: PrivateAptOptions) {
    this.#options = options;
    this.#configuration = join(options.folder, "apt.conf");
  }

  /** Fetches the archive's package list and checks its signature. */
  static async open(options: PrivateAptOptions): Promise<PrivateApt> {
    const { folder, mirror, suite, librarySuite = suite, architecture } = options;
    for (const name of ["lists/partial", "cache/archives/partial"]) {
      await mkdir(join(folder, name), { recursive: true });
    }
    // Only the package list, because other indexes (contents, translations) are large.
    const choices = [`arch=${architecture}`, "target=Packages", `signed-by=${mirror.keyrings.join(",")}`];
    const sources = [...new Set([suite, librarySuite])].map(
      (name) => `deb [${choices.join(" ")}] ${mirror.uri} ${name} main\n`,
    );
    await writeFile(join(folder, "sources.list"), sources.join(""));
    await writeFile(
      join(folder, "preferences"),
      `Package: redis-*\nPin: release a=${suite}\nPin-Priority: 990\n`,
    );
    await writeFile(join(folder, "status"), "");
    await writeFile(join(folder, "apt.conf"), configurationFor(folder));
    const apt = new PrivateApt(options);
    await apt.#run("apt-get", ["-q", "update"]);
    return apt;
  }

  /** Debian's version of a package, for example `"5:8.0.2-3+deb13u2"`. */
  async versionOf(packageName: string): Promise<string> {
    const shown = await this.#run("apt-cache", ["show", "--no-all-versions", packageName]);
    const version = /^Version: (\S+)$/m.exec(shown)?.[1];
    if (version === undefined) throw new Error(`apt states no version of ${packageName}`);
    return version;
  }

  /** The output of `apt-cache depends` for a package and, recursively, its dependencies. */
  dependenciesOf(packageName: string): Promise<string> {
    return this.#run("apt-cache", ["depends", "--recurse", "--important", packageName]);
  }

  /** Downloads packages into a folder. apt checks them against the signed list. */
  async download(packageNames: readonly string[], folder: string): Promise<void> {
    await this.#run("apt-get", ["-q", "download", ...packageNames], folder);
  }

  #run(program: string, args: readonly string[], cwd = this.#options.folder): Promise<string> {
    const { env, signal } = this.#options;
    return runProgram(program, ["-c", this.#configuration, ...args], {
      env,
      cwd,
      signal,
      timeoutMs: TIMEOUT_MS,
    });
  }
}

/**
 * The configuration that apt reads after the system's own. Proxies and certificates of the system stay. Settings that would
 * change the system or weaken the check of signatures are overridden.
 */
function configurationFor(folder: string): string {
  return `
Dir::State "${folder}";
Dir::State::Lists "${folder}/lists";
Dir::State::Status "${folder}/status";
Dir::Cache "${folder}/cache";
// Some container images disable this file. Without it every call would parse the whole list again.
Dir::Cache::PkgCache "pkgcache.bin";
Dir::Etc::SourceList "${folder}/sources.list";
Dir::Etc::SourceParts "/dev/null";
// The system's pins and default release are for other archives.
Dir::Etc::Preferences "${folder}/preferences";
Dir::Etc::PreferencesParts "/dev/null";
#clear APT::Default-Release;
// As root, apt would switch to a user of its own, who cannot write here.
APT::Sandbox::User "";
Debug::NoLocking "1";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
APT::Get::AllowUnauthenticated "false";
// The system's hooks must not run.
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;
}
