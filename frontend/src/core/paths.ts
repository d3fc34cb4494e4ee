// Addresses as text, without a browser around them.
export type Params = Record<string, string>;

export const BASE = "/app";

/** The part of the address that routes speak of: `/app/lists/3` → `/lists/3`. */
export function here(pathname: string = location.pathname): string {
  const rest = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : pathname;
  return rest.replace(/\/+$/, "") || "/";
}

export function match(pattern: string, path: string): Params | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    // Every id is a number: anything else is no address of ours.
    if (part.startsWith(":")) {
      if (!/^\d{1,18}$/.test(value)) return null;
      params[part.slice(1)] = value;
    } else if (part !== value) return null;
  }
  return params;
}
