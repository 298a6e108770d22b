import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import { ClusterView, type NodeView } from "../../../src/topology/cluster/cluster-view.js";
import { SlotMap } from "../../../src/topology/cluster/slot-map.js";
import { addressReader } from "../../../src/topology/nodes/node-address.js";

/** What a node says: the host that has every slot, the epoch, whether it serves. */
function says(host: string, epoch: number, serves = true) {
  const read = addressReader("", undefined);
  return vi.fn(
    async (): Promise<NodeView> => ({
      map: SlotMap.parse([[0, 16_383, [host, 1, "id", []]]], read),
      epoch,
      serves,
    }),
  );
}

function refuses(error: unknown) {
  return vi.fn(async (): Promise<NodeView> => {
    throw error;
  });
}

const ownerIn = (view: ClusterView) => view.shardOf(0)?.primary.host;

describe("a refresh", () => {
  test("takes the first node's view and asks no other", async () => {
    const [first, second] = [says("a", 5), says("b", 9)];
    const view = new ClusterView(
      () => [first, second],
      () => {},
    );
    await view.refresh();
    expect(ownerIn(view)).toBe("a");
    expect(second).not.toHaveBeenCalled();
  });

  test("goes on past nodes that fail, do not serve, or know less than is known already", async () => {
    let nodes = [refuses(new Error("down")), says("a", 5)];
    const view = new ClusterView(
      () => nodes,
      () => {},
    );
    await view.refresh();
    nodes = [says("cut off", 4), says("not serving", 6, false), says("newer", 6)];
    await view.refresh();
    expect(ownerIn(view)).toBe("newer");
  });

  test("takes the newest view when all are older, as after the cluster was made anew", async () => {
    let nodes = [says("a", 50)];
    const view = new ClusterView(
      () => nodes,
      () => {},
    );
    await view.refresh();
    nodes = [says("x", 1), says("y", 3), says("z", 2)];
    await view.refresh();
    expect(ownerIn(view)).toBe("y");
    const [again, other] = [says("w", 3), says("v", 3)];
    nodes = [again, other];
    await view.refresh();
    expect(other).not.toHaveBeenCalled();
  });

  test("that nobody answers leaves the map as it was, and says what each one said", async () => {
    let nodes = [says("a", 1)];
    const view = new ClusterView(
      () => nodes,
      () => {},
    );
    await view.refresh();
    nodes = [refuses(new Error("first is down.")), refuses(new Error("second is down."))];
    await expect(view.refresh()).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
      message: expect.stringMatching(/first is down\. second is down\./),
    });
    expect(ownerIn(view)).toBe("a");
  });

  test("fails with the lasting problem where there is one", async () => {
    const denied = new OctavecError("NOT_AUTHORIZED", "wrong password");
    const view = new ClusterView(
      () => [refuses(new Error("down")), refuses(denied)],
      () => {},
    );
    await expect(view.refresh()).rejects.toBe(denied);
  });

  test("is one for all who ask at the same time, and tells the map once", async () => {
    const [node, onMap] = [says("a", 1), vi.fn()];
    const view = new ClusterView(() => [node], onMap);
    await Promise.all([view.refresh(), view.refresh(), view.refresh()]);
    expect(node).toHaveBeenCalledTimes(1);
    expect(onMap).toHaveBeenCalledTimes(1);
  });
});

describe("a refresh in the background", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("follows what a redirection taught, which counts at once", async () => {
    const node = says("a", 1);
    const view = new ClusterView(
      () => [node],
      () => {},
    );
    await view.refresh();
    for (let slot = 0; slot < 100; slot++) view.learn(slot, { host: "b", port: 1 });
    expect(ownerIn(view)).toBe("b");
    await vi.advanceTimersByTimeAsync(99);
    expect(node).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(node).toHaveBeenCalledTimes(2);
    expect(ownerIn(view)).toBe("a");
  });

  test("is not begun any more after the end", async () => {
    const node = says("a", 1);
    const view = new ClusterView(
      () => [node],
      () => {},
    );
    view.refreshSoon();
    view.stop();
    view.refreshSoon();
    await vi.runAllTimersAsync();
    expect(node).not.toHaveBeenCalled();
  });
});
