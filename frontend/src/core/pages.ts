// A collection whole, page by page.
interface Paged<T> {
  data: T[];
  pagination: { next_cursor: string | null };
}

export const PAGE = 200; // the most that the API gives at once

/** All rows, in order; `ask` is given the cursor to go on from, or nothing at the start. */
export async function everyPage<T>(ask: (from: { limit: number; cursor?: string }) => Promise<Paged<T>>): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Paged<T> = await ask(cursor === null ? { limit: PAGE } : { limit: PAGE, cursor });
    rows.push(...page.data);
    cursor = page.pagination.next_cursor;
  } while (cursor !== null);
  return rows;
}
