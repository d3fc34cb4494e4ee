// Amounts as text and as whole minor units: a float never comes near them.

/** "79.99" → 7999; null and nonsense → 0. */
export function minor(amount: string | null): number {
  const found = /^(\d+)(?:\.(\d{1,2}))?$/.exec(amount ?? "");
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : 0;
}

/** What a person types as an amount → what the API takes: "1.234,5", "12", "12.50 €". Null when it is empty, undefined when it is none. */
export function readMoney(text: string): string | null | undefined {
  const bare = text.replace(/[^\d.,]/g, "");
  if (bare === "") return text.trim() === "" ? null : undefined;
  // The last of the two marks, with at most two digits behind it, parts the cents; all others part thousands.
  const found = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(bare);
  const whole = (found?.[1] ?? "").replace(/[.,]/g, "");
  if (whole === "" && !found?.[2]) return undefined;
  return `${Number(whole || "0")}.${(found?.[2] ?? "").padEnd(2, "0")}`;
}
