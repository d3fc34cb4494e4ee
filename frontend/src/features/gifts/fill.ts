// What a shop page says, put into a form: only where nobody has written anything.
export interface Told {
  name: string;
  url: string;
  price: string;
}

export interface Found {
  name: string | null;
  price: string | null;
}

export const isAddress = (text: string) => /^https?:\/\/[^\s/]+\.[^\s/]+\S*$/i.test(text.trim());

/** The address that a form holds, also where it was pasted as the name. */
export function addressIn({ name, url }: Told): string {
  return isAddress(url) ? url.trim() : isAddress(name) ? name.trim() : "";
}

/**
 * `before` is what the last page filled in: as long as nobody changed it, the next one may. The address stays the one
 * that was given: shops keep the chosen size and colour in it.
 */
export function fill(draft: Told, asked: string, found: Found, before: Partial<Told>): Told {
  const asName = draft.name.trim() === asked;
  const free = (field: keyof Told) => draft[field].trim() === "" || draft[field] === before[field];
  return {
    name: asName || free("name") ? (found.name ?? "") : draft.name,
    url: asName ? asked : draft.url,
    price: free("price") ? (found.price ?? "") : draft.price,
  };
}
