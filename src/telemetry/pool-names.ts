/** Names of open pools in this process. They must be unique, because the figures of pools with one name would be added up. */
const inUse = new Set<string>();

export interface PoolName {
  readonly name: string;
  /** Frees the name for the next pool. May be called again. */
  release(): void;
}

/** The preferred name if it is free, otherwise with a number: `localhost:6379/0`, `localhost:6379/0#2` … */
export function claimPoolName(preferred: string): PoolName {
  let name = preferred;
  for (let number = 2; inUse.has(name); number++) name = `${preferred}#${number}`;
  inUse.add(name);
  let isOurs = true;
  const release = () => {
    if (isOurs) inUse.delete(name);
    isOurs = false;
  };
  return { name, release };
}
