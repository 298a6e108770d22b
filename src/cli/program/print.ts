/** Prints a result as JSON, on one line. */
export function printJson(result: object): void {
  console.log(JSON.stringify(result));
}
