import { expect, test } from "vitest";
import { readReplicas } from "../../../src/topology/replication/primary-finder.js";
import { readReplicaStates } from "../../../src/topology/replication/sentinel-finder.js";

test("a primary's ROLE names the replicas that are connected; anything else names none", () => {
  const role = [
    "master",
    3_129_659,
    [
      ["10.0.0.1", "6380", "3129242"],
      ["", "6381", "0"],
      ["10.0.0.2", "6382", "1"],
    ],
  ];
  expect(readReplicas(role, undefined)).toEqual([
    { host: "10.0.0.1", port: 6_380 },
    { host: "10.0.0.2", port: 6_382 },
  ]);
  expect(readReplicas(role, (host, port) => ({ host: `${host}.nat`, port: port + 1 }))[0]).toEqual({
    host: "10.0.0.1.nat",
    port: 6_381,
  });
  for (const reply of [
    ["slave", "10.0.0.9", 6_379, "connected", 1],
    ["sentinel", []],
    "x",
    null,
    ["master", 0, "x"],
  ]) {
    expect(readReplicas(reply, undefined)).toEqual([]);
  }
});

test("of a Sentinel's replicas those are taken that are up and follow", () => {
  const state = (ip: string, flags: string, link: string) => [
    "name",
    "n",
    "ip",
    ip,
    "port",
    "6380",
    "flags",
    flags,
    "master-link-status",
    link,
  ];
  const reply = [
    state("good", "slave", "ok"),
    state("down", "s_down,slave", "ok"),
    state("cut", "slave,disconnected", "ok"),
    state("behind", "slave", "err"),
    state("", "slave", "ok"),
    "x",
  ];
  expect(readReplicaStates(reply, undefined)).toEqual([{ host: "good", port: 6_380 }]);
  expect(readReplicaStates(null, undefined)).toEqual([]);
});
