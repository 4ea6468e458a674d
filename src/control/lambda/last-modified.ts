/** AWS's form: `2026-11-25T05:55:01.123+0000`. `now` is in milliseconds since 1970. */
export const lastModified = (now: number): string => new Date(now).toISOString().replace('Z', '+0000')
