// Changes that were made here and that the server has not answered yet, laid over what the cache holds.
// The cache stays what the server said; taking a change back is leaving the layer out.
import { store } from "./store";

export interface Pending<T> {
  /** `row` as it will be when all that is on its way has arrived. */
  over(row: T): T;
  has(id: number): boolean;
  /** Shows `change` at once, sends it after the earlier changes of the same row, and takes it off when it was answered. */
  send<A>(id: number, change: Partial<T>, work: () => Promise<A>): Promise<A>;
  layers: ReturnType<typeof store<ReadonlyMap<number, readonly Partial<T>[]>>>;
}

export function pending<T extends { id: number }>(): Pending<T> {
  const layers = store<ReadonlyMap<number, readonly Partial<T>[]>>(new Map());
  const tails = new Map<number, Promise<unknown>>();

  function put(id: number, change: (held: readonly Partial<T>[]) => Partial<T>[]): void {
    const next = new Map(layers.get());
    const held = change(next.get(id) ?? []);
    if (held.length) next.set(id, held);
    else next.delete(id);
    layers.set(next);
  }

  return {
    layers,
    over: (row) => Object.assign({}, row, ...(layers.get().get(row.id) ?? [])) as T,
    has: (id) => layers.get().has(id),
    async send(id, change, work) {
      put(id, (held) => [...held, change]);
      const before = tails.get(id) ?? Promise.resolve();
      const mine = before.catch(() => undefined).then(work);
      tails.set(id, mine);
      try {
        return await mine;
      } finally {
        put(id, (held) => held.filter((one) => one !== change));
        if (tails.get(id) === mine) tails.delete(id);
      }
    },
  };
}
