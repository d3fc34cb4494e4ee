// Tags as words: one is the same however it is written.
const key = (name: string) => name.trim().toLocaleLowerCase();

export function hasTag(names: readonly string[], name: string): boolean {
  return names.some((one) => key(one) === key(name));
}

/** What was typed, with commas in between, put to the others. */
export function withTags(names: readonly string[], typed: string): string[] {
  const all = [...names];
  for (const name of typed.split(",").map((one) => one.trim().replace(/\s+/g, " "))) {
    if (name && !hasTag(all, name)) all.push(name);
  }
  return all;
}

export function withoutTag(names: readonly string[], name: string): string[] {
  return names.filter((one) => key(one) !== key(name));
}

/** Those that could be meant, the ones that begin so first. */
export function suggested(all: readonly string[], names: readonly string[], typed: string, most: number): string[] {
  const wanted = key(typed);
  const free = all.filter((one) => !hasTag(names, one) && key(one).includes(wanted));
  return [...free.filter((one) => key(one).startsWith(wanted)), ...free.filter((one) => !key(one).startsWith(wanted))].slice(0, most);
}
