/** What an embedding model or a large JSON text does to a process: nothing else runs meanwhile. */
export function holdEventLoop(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
