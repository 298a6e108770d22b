/** Names in use in this process: the convention wants them unique, and two pools under one name would be added up. */
const inUse = new Set<string>();

export interface PoolName {
  readonly name: string;
  /** Frees the name for the next pool. May be called again. */
  release(): void;
}

/** The wished name, or with the first free number behind it: `localhost:6379/0`, `localhost:6379/0#2` … */
export function claimPoolName(wished: string): PoolName {
  let name = wished;
  for (let number = 2; inUse.has(name); number++) name = `${wished}#${number}`;
  inUse.add(name);
  let isOurs = true;
  const release = () => {
    if (isOurs) inUse.delete(name);
    isOurs = false;
  };
  return { name, release };
}
