/** Writes one line per 10 %. Call the result with what is done, which never decreases, and with a note that follows the figures. */
export function lineProgress(
  label: string,
  total: number,
  output: Pick<NodeJS.WritableStream, "write">,
): (done: number, note?: string) => void {
  let tenths = 0;
  return (done, note) => {
    const reached = total === 0 ? 10 : Math.floor((10 * done) / total);
    if (reached <= tenths) return;
    tenths = reached;
    output.write(`${label} ${done}/${total} (${10 * reached} %)${note === undefined ? "" : `  ${note}`}\n`);
  };
}
