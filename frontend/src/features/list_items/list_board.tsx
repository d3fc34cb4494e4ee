// A list as a board: a column for each step of a gift's life. What is refused goes back, with a sentence why.
import { useState } from "preact/hooks";
import { t } from "../../core/i18n";
import { sentence } from "../../core/problems";
import { useQuery } from "../../core/query";
import { useStore } from "../../core/store";
import { Board } from "../../ui/board";
import { lazy } from "../../ui/lazy";
import { toast, toastProblem, type ToastAction } from "../../ui/toast";
import { users as allUsers } from "../users/data";
import { Card } from "./card";
import { assignItem, moveItem, underWay, type Assignee, type Item } from "./data";
import { useOpenItem, type Said } from "./open_item";
import { STATUSES, mayMove, way, type Status } from "./status";

const EditItem = lazy(() => import("./edit_item").then((found) => found.EditItem));
const PaidPrice = lazy(() => import("./paid_price").then((found) => found.PaidPrice));

export interface ListBoardProps {
  items: readonly Item[];
  said: Said;
  /** Whom what is said can be kept from. */
  keptFrom: string | null;
}

export function ListBoard({ items, said, keptFrom }: ListBoardProps) {
  useStore(underWay.layers);
  const users = useQuery(allUsers).data ?? [];
  const [open, show] = useOpenItem(items);
  const [pricing, price] = useState<Item | null>(null);
  const shown = items.map(underWay.over);

  async function back(item: Item, from: Status, to: Status): Promise<void> {
    try {
      for (const step of way(from, to)) await moveItem(item, step);
    } catch (error) {
      toastProblem(t.items.notMoved(item.gift.name, sentence(error)));
    }
  }

  async function move(item: Item, to: Status): Promise<void> {
    const from = item.status;
    try {
      await moveItem(item, to);
    } catch (error) {
      return toastProblem(t.items.notMoved(item.gift.name, sentence(error)));
    }
    const actions: ToastAction[] = [{ label: t.undo, run: () => void back(item, to, from) }];
    if (to === "purchased") actions.unshift({ label: t.items.setPrice, run: () => price(item) });
    toast(t.items.moved(item.gift.name, t.status[to]), actions);
  }

  async function assign(item: Item, to: Assignee | null): Promise<void> {
    if (item.assigned_to === (to?.id ?? null)) return;
    try {
      await assignItem(item, to);
    } catch (error) {
      toastProblem(t.items.notAssigned(item.gift.name, sentence(error)));
    }
  }

  const columns = STATUSES.map((status) => ({
    id: status,
    label: t.status[status],
    empty: t.statusEmpty[status],
    cards: shown
      .filter((item) => item.status === status)
      .map((item) => ({
        id: item.id,
        body: (
          <Card
            item={item}
            users={users}
            said={said.get(item.id) ?? 0}
            onEdit={() => show({ item, side: "form" })}
            onTalk={() => show({ item, side: "talk" })}
            onMove={(to) => void move(item, to)}
            onAssign={(to) => void assign(item, to)}
          />
        ),
      })),
  }));
  const byId = (id: number) => shown.find((item) => item.id === id);

  return (
    <>
      <Board
        columns={columns}
        mayDrop={(id, column) => mayMove(byId(id)?.status ?? "idea", column as Status)}
        onDrop={(id, column) => {
          const item = byId(id);
          if (item) void move(item, column as Status);
        }}
      />
      {open ? <EditItem {...open} own={false} keptFrom={keptFrom} onClose={() => show(null)} /> : null}
      {pricing ? <PaidPrice item={pricing} onClose={() => price(null)} /> : null}
    </>
  );
}
