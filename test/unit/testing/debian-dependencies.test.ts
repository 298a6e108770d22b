import { expect, test } from "vitest";
import { runtimePackages } from "../../../src/testing/debian-dependencies.js";

const OUTPUT = `redis-server
  PreDepends: init-system-helpers
  Depends: redis-tools
init-system-helpers
  Depends: perl-base
redis-tools
  Depends: adduser
  Depends: libc6
 |Depends: libssl4
  Depends: <libssl-virtual>
    libssl4
  Depends: zlib1g
adduser
  Depends: libpam0g
libc6
  Depends: libgcc-s1
libgcc-s1
  Depends: gcc-14-base
  Depends: libc6
libssl4
  Depends: libc6
libpam0g
zlib1g
gcc-14-base
perl-base
`;

test("the server's own packages and the libraries below them are needed, whatever their version is called", () => {
  expect(runtimePackages(OUTPUT)).toEqual([
    "libc6",
    "libgcc-s1",
    "libssl4",
    "redis-server",
    "redis-tools",
    "zlib1g",
  ]);
});

test("what only an installation needs is left out, and so are its libraries", () => {
  const packages = runtimePackages(OUTPUT);
  for (const name of ["adduser", "init-system-helpers", "libpam0g", "gcc-14-base", "<libssl-virtual>"]) {
    expect(packages).not.toContain(name);
  }
});

test("an archive without the server needs nothing", () => {
  expect(runtimePackages("")).toEqual([]);
});
