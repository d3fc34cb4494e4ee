// Money and days as the household writes them.
import { minor } from "./amount";
import { daysBetween, elapsed, utc } from "./days";
import { language, t } from "./i18n";
import { remembered } from "./remember";
import { currentMe, type Household } from "./session";

const FALLBACK: Household = { household_name: "", currency: "EUR", timezone: "UTC", locale: "en" };

export function household(): Household {
  return currentMe()?.settings ?? remembered<Household>("household", FALLBACK);
}

/** The household's way of writing, where it is in the language of the screen. */
function locale(): string {
  const own = household().locale;
  if (own.split("-")[0] === language) return own;
  return navigator.languages.find((tag) => tag.split("-")[0] === language) ?? language;
}

export function money(amount: string | number): string {
  const whole = typeof amount === "string" ? minor(amount) : amount;
  const currency = household().currency;
  try {
    return new Intl.NumberFormat(locale(), { style: "currency", currency }).format(whole / 100);
  } catch {
    return `${(whole / 100).toFixed(2)} ${currency}`;
  }
}

/** An amount for a field that is edited: "79.99" as "79,99" where that is the custom. */
export function moneyInput(amount: string | null): string {
  if (amount === null) return "";
  const mark = new Intl.NumberFormat(locale()).formatToParts(1.5).find((part) => part.type === "decimal")?.value ?? ".";
  return amount.replace(/\.00$/, "").replace(".", mark);
}

export function day(date: string): string {
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(utc(date));
}

/** Without the year: of a day that is near. */
export function shortDay(date: string): string {
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", timeZone: "UTC" }).format(utc(date));
}

export function dayParts(date: string): { day: string; month: string } {
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" }).format(utc(date));
  return { day: part({ day: "numeric" }).replace(/\.$/, ""), month: part({ month: "short" }) };
}

/** The day it is in the house, wherever this browser is. */
export function today(now: Date = new Date()): string {
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: household().timezone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
  } catch {
    return now.toISOString().slice(0, 10);
  }
}

export function daysUntil(date: string): number {
  return daysBetween(today(), date);
}

/** "in 12 days", "tomorrow", "3 days ago". */
export function soon(days: number): string {
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  return Math.abs(days) < 60 ? words.format(days, "day") : words.format(Math.round(days / 30.4), "month");
}

/** "just now", "5 minutes ago", "yesterday": how long `time` is over at `now`, in milliseconds. */
export function ago(time: string, now: number): string {
  const date = today(new Date(time));
  const over = elapsed(now - Date.parse(time), -daysUntil(date));
  if (over === "now") return t.justNow;
  if (over === "long") return shortDay(date);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-over.count, over.unit);
}

/** Day and hour, for who wants to know exactly. */
export function moment(time: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "short" }).format(new Date(time));
}

export function clock(time: string): string {
  return new Intl.DateTimeFormat(locale(), { hour: "numeric", minute: "2-digit" }).format(new Date(time));
}

/** "Today", "Yesterday", else the date: a heading. */
export function dayWords(date: string): string {
  const days = daysUntil(date);
  if (days < -1) return day(date);
  const word = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
  return word.slice(0, 1).toLocaleUpperCase(language) + word.slice(1);
}

export function byName<T extends { name: string }>(a: T, b: T): number {
  return a.name.localeCompare(b.name, language);
}
