import { OctavecError } from "../errors/index.js";

/** What a server for tests wants otherwise than Redis' own defaults. The caller's arguments come later and win. */
export const TEST_DEFAULTS: readonly string[] = [
  // No files unless somebody asks for them: they cost time, and a test's data is worth nothing afterwards.
  ...["--save", ""],
  ...["--appendonly", "no"],
  // The default lets a fresh replica wait 5 s for others to share the transfer with.
  ...["--repl-diskless-sync-delay", "0"],
];

/** Arguments that would make the handle say what is not so: another port, a process that is not our child. */
const RESERVED = ["--port", "--daemonize"];

export function checkArgs(args: readonly string[]): void {
  for (const [index, arg] of args.entries()) {
    if (typeof arg !== "string") {
      throw new OctavecError("INVALID_ARGUMENT", `args[${index}] must be a string, got ${typeof arg}`);
    }
    if (RESERVED.includes(arg.split(" ", 1)[0] ?? "")) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `args[${index}] is ${arg}, which startRedis8() sets itself; leave it out`,
      );
    }
  }
}

/** @throws OctavecError `INVALID_ARGUMENT` unless the count is a whole number within its range. */
export function checkCount(name: string, count: number, min: number, max: number): void {
  if (Number.isInteger(count) && count >= min && count <= max) return;
  const message = `${name} must be a whole number from ${min} to ${max}, got ${count}`;
  throw new OctavecError("INVALID_ARGUMENT", message);
}

/** The password that the arguments give to the default user; the last one counts, as it does for the server. */
export function passwordIn(args: readonly string[]): string | undefined {
  const index = args.lastIndexOf("--requirepass");
  const password = index === -1 ? undefined : args[index + 1];
  return password === "" ? undefined : password;
}

/** The arguments that make a server a replica of another one. */
export function replicaArgs(primary: { host: string; port: number; password?: string }): string[] {
  const args = ["--replicaof", primary.host, String(primary.port)];
  return primary.password === undefined ? args : [...args, "--masterauth", primary.password];
}
