// What a list comes to, reckoned as the server does, so that a move shows in the sums at once.
import { minor } from "../../core/amount";
import type { Item } from "./data";
import type { Status } from "./status";

export interface Sums {
  counts: Record<Status, number>;
  /** In minor units: planned price, else the gift's, times the quantity, over all items. */
  planned: number;
  /** In minor units: the price paid, else the planned one, of what is purchased or received. */
  spent: number;
}

export function plannedPrice(item: Item): string | null {
  return item.planned_price ?? item.gift.price;
}

export function sums(items: readonly Item[]): Sums {
  const result: Sums = { counts: { idea: 0, selected: 0, purchased: 0, received: 0 }, planned: 0, spent: 0 };
  for (const item of items) {
    const planned = minor(plannedPrice(item));
    result.counts[item.status] += 1;
    result.planned += planned * item.quantity;
    if (item.status === "purchased" || item.status === "received") {
      result.spent += (item.actual_price === null ? planned : minor(item.actual_price)) * item.quantity;
    }
  }
  return result;
}
