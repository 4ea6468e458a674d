/** Whether two texts are the same, in a time that tells nothing of where they differ. Every call asks: digests were a tenth of what the host does. */
export function sameToken(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length
  for (let at = 0; at < expected.length; at++) difference |= given.charCodeAt(at) ^ expected.charCodeAt(at)
  return difference === 0
}
