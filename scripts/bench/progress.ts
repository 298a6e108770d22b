import { Presets, SingleBar } from "cli-progress";

/** A bar that moves with every slot; on no terminal it is silent. */
export function slotProgress() {
  const bar = new SingleBar(
    {
      format: "{bar} {value}/{total} slots, {eta_formatted} left  {label}",
      clearOnComplete: true,
      noTTYOutput: false,
    },
    Presets.shades_classic,
  );
  return {
    expectSlots: (count: number) => bar.start(count, 0, { label: "" }),
    onSlot: (label: string) => bar.increment({ label }),
    stop: () => bar.stop(),
  };
}
