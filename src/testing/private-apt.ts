import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProgram } from "./run-program.js";
import type { TrustedMirror } from "./system-apt.js";

export interface PrivateAptOptions {
  /** Holds everything apt reads and writes; made by the caller, who removes it. */
  readonly folder: string;
  readonly mirror: TrustedMirror;
  /** Where Redis comes from, for example `"stable"`. */
  readonly suite: string;
  /** Where everything else comes from, when the first suite is no complete system. Default: the same suite. */
  readonly librarySuite?: string | undefined;
  /** Debian's name of the processor. */
  readonly architecture: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** A package list of a whole release comes over a slow line too, but nobody waits for ever. */
const TIMEOUT_MS = 180_000;

/** The system's apt, looking at one archive through folders of its own: it needs no root and the system stays as it is. */
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
    // Only the package list: other indexes that the system's settings may ask for (contents, translations) are large.
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

  /** What `apt-cache depends` says of a package and, in turn, of its dependencies. */
  dependenciesOf(packageName: string): Promise<string> {
    return this.#run("apt-cache", ["depends", "--recurse", "--important", packageName]);
  }

  /** Puts the packages' files into a folder; apt checks them against the signed list. */
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
 * Read by apt after the system's own settings, so proxies and certificates stay, and everything that would touch the
 * system or weaken the check is overruled.
 */
function configurationFor(folder: string): string {
  return `
Dir::State "${folder}";
Dir::State::Lists "${folder}/lists";
Dir::State::Status "${folder}/status";
Dir::Cache "${folder}/cache";
// Some container images switch this file off; without it every call would parse the whole list again.
Dir::Cache::PkgCache "pkgcache.bin";
Dir::Etc::SourceList "${folder}/sources.list";
Dir::Etc::SourceParts "/dev/null";
// The system's pins and default release speak of other archives.
Dir::Etc::Preferences "${folder}/preferences";
Dir::Etc::PreferencesParts "/dev/null";
#clear APT::Default-Release;
// Everything belongs to this user; a change to apt's own user, which root would do, could not write here.
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
// Hooks of the system's own package management.
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;
}
