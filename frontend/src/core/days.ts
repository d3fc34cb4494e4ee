// Days without hours: "2026-12-24" is that day everywhere.

/** Read and written as UTC, a date stays the day that it is. */
export function utc(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / 86_400_000);
}
