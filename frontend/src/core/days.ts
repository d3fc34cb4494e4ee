// Days without hours: "2026-12-24" is that day everywhere.

/** Read and written as UTC, a date stays the day that it is. */
export function utc(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / 86_400_000);
}

export type Elapsed = "now" | "long" | { count: number; unit: "minute" | "hour" | "day" };

/** How one says that something is `ms` over, on a day `days` ago: in hours as long as it is today, or was in this night. */
export function elapsed(ms: number, days: number): Elapsed {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "now"; // or in the future: the clocks of two machines never agree
  if (minutes < 60) return { count: minutes, unit: "minute" };
  if (days <= 0 || minutes < 6 * 60) return { count: Math.floor(minutes / 60), unit: "hour" };
  return days < 7 ? { count: days, unit: "day" } : "long";
}
