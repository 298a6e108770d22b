interface Closable {
  close(): Promise<void>;
}

/**
 * Closes `users` at the same time and then what they use, also if closing some of them failed.
 *
 * @throws the first error, after everything was closed.
 */
export async function closeInOrder(users: Iterable<Closable>, used: Closable | undefined): Promise<void> {
  const results = await Promise.allSettled(Array.from(users, (user) => user.close()));
  await used?.close();
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
