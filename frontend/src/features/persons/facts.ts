// What is typed about a person ↔ what the API keeps.

export function readInterests(text: string): string[] {
  return [...new Set(text.split(/[,\n]/).map((one) => one.trim()).filter(Boolean))];
}

/** "Shoes: 38" on each line; a line without a colon is a size without a name. */
export function readSizes(text: string): Record<string, string> {
  const sizes: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const [name = "", ...rest] = line.split(":");
    const value = rest.join(":").trim();
    if (name.trim()) sizes[name.trim()] = value;
  }
  return sizes;
}

export function writeSizes(sizes: Record<string, string>): string {
  return Object.entries(sizes)
    .map(([name, value]) => (value ? `${name}: ${value}` : name))
    .join("\n");
}

/** The day of the next birthday: in common years that of 29 February is the 28th. */
export function nextBirthday(birthdate: string, today: string): { date: string; turns: number } {
  const [born = 0, month = 1, day = 1] = birthdate.split("-").map(Number);
  const first = Number(today.slice(0, 4));
  const inYear = (year: number) => {
    const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
    const at = month === 2 && day === 29 && !leap ? 28 : day;
    return `${year}-${String(month).padStart(2, "0")}-${String(at).padStart(2, "0")}`;
  };
  const year = inYear(first) >= today ? first : first + 1;
  return { date: inYear(year), turns: year - born };
}
