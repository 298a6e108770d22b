import { OctavecError } from "../errors/index.js";

/** Settings of a test server that differ from Redis' defaults. The caller's arguments come later and override them. */
export const TEST_DEFAULTS: readonly string[] = [
  // No files by default: they cost time, and the data of a test is not needed afterwards.
  ...["--save", ""],
  ...["--appendonly", "no"],
  // With the default a new replica waits 5 s, in case others want to share the transfer.
  ...["--repl-diskless-sync-delay", "0"],
];

/** Arguments that would make the handle wrong: another port, or a process that is not our child. */
const RESERVED = ["--port", "--daemonize"];

export function checkArgs(args: readonly string[]): void {
  for (const [index, arg] of args.entries()) {
    if (typeof arg !== "string") {
      throw new OctavecError("INVALID_ARGUMENT", `args[${index}] must be a string, got ${typeof arg}`);
    }
    if (RESERVED.includes(arg.split(" ", 1)[0] ?? "")) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `args[${index}] is ${arg}, which startRedis8() sets by itself; leave it out`,
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

/** The password of the default user in the arguments. The last one counts, as for the server. */
export function passwordIn(args: readonly string[]): string | undefined {
  const index = args.lastIndexOf("--requirepass");
  const password = index === -1 ? undefined : args[index + 1];
  return password === "" ? undefined : password;
}

/** The arguments that make a server a replica of `primary`. */
export function replicaArgs(primary: { host: string; port: number; password?: string }): string[] {
  const args = ["--replicaof", primary.host, String(primary.port)];
  return primary.password === undefined ? args : [...args, "--masterauth", primary.password];
}
