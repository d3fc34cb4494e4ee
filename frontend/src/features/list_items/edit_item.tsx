// A gift on a list, changed or taken off. Its name, link and price belong to the gift and change wherever it stands.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { readMoney } from "../../core/amount";
import { household, moneyInput } from "../../core/format";
import { t } from "../../core/i18n";
import { wrong } from "../../core/problems";
import { useQuery } from "../../core/query";
import { Confirm, FormDialog } from "../../ui/dialog";
import { MoneyField, TextArea, TextField } from "../../ui/field";
import { toast } from "../../ui/toast";
import { thread, type Parent } from "../comments/data";
import { Talk } from "../comments/talk";
import { changeGift, type GiftFields } from "../gifts/data";
import { PictureField } from "../media/picture_field";
import { changeItem, deleteItem, type Item, type ItemChange } from "./data";
import type { OpenItem } from "./open_item";

interface Draft {
  name: string;
  url: string;
  price: string;
  planned: string;
  actual: string;
  quantity: string;
  notes: string;
  picture: string | null;
}

const draftOf = ({ gift, planned_price, actual_price, quantity, notes }: Item): Draft => ({
  name: gift.name,
  url: gift.url ?? "",
  price: moneyInput(gift.price),
  planned: moneyInput(planned_price),
  actual: moneyInput(actual_price),
  quantity: String(quantity),
  notes: notes ?? "",
  picture: gift.image_url,
});

/** Only what was really changed is sent: what somebody else changed meanwhile stays. */
function changes(before: Draft, now: Draft): { gift: GiftFields; item: ItemChange } {
  const gift: GiftFields = {};
  const item: ItemChange = {};
  if (now.name.trim() !== before.name) gift.name = now.name.trim();
  if (now.url.trim() !== before.url) gift.url = now.url.trim() || null;
  if (now.price !== before.price) gift.price = readMoney(now.price) ?? null;
  if (now.picture !== before.picture) gift.image_url = now.picture;
  if (now.planned !== before.planned) item.planned_price = readMoney(now.planned) ?? null;
  if (now.actual !== before.actual) item.actual_price = readMoney(now.actual) ?? null;
  if (now.quantity !== before.quantity) item.quantity = Number(now.quantity);
  if (now.notes.trim() !== before.notes) item.notes = now.notes.trim() || null;
  return { gift, item };
}

export interface EditItemProps extends OpenItem {
  own: boolean;
  keptFrom: string | null;
  onClose: () => void;
}

export function EditItem({ item, side, own, keptFrom, onClose }: EditItemProps) {
  const on: Parent = { type: "list_item", id: item.id };
  const said = useQuery(thread(on)).data?.length;
  const [before] = useState(() => draftOf(item));
  const [draft, set] = useState(before);
  const [removing, setRemoving] = useState(false);
  const put = (part: Partial<Draft>) => set((now) => ({ ...now, ...part }));
  const currency = household().currency;
  const amount = (text: string) => (readMoney(text) === undefined ? t.problem.amount : undefined);
  const save = useAction(async () => {
    const { gift, item: change } = changes(before, draft);
    if (Object.keys(gift).length) await changeGift(item.gift_id, gift);
    if (Object.keys(change).length) await changeItem(item.id, change);
  });
  const remove = useAction(async () => {
    await deleteItem(item);
    toast(t.items.removed(item.gift.name));
  });
  const bought = item.status === "purchased" || item.status === "received";

  if (removing) {
    return (
      <Confirm
        title={t.items.removeTitle}
        text={t.items.removeText(item.gift.name)}
        confirm={t.items.remove}
        busy={remove.busy}
        error={remove.error}
        onConfirm={async () => (await remove.run()) && onClose()}
        onClose={() => setRemoving(false)}
      />
    );
  }
  // One that there is stands above, where it is looked at; the place for a new one is further down.
  const picture = <PictureField label={t.media.title} name={draft.name} url={draft.picture} onInput={(url) => put({ picture: url })} />;
  return (
    <FormDialog
      title={item.gift.name}
      submit={t.save}
      busy={save.busy}
      error={save.error}
      onClose={onClose}
      onSubmit={async () => {
        if ([draft.price, draft.planned, draft.actual].some(amount)) return;
        if (await save.run()) onClose();
      }}
      other={{ form: t.items.gift, tab: { id: "talk", label: t.comments.title, count: said, body: <Talk on={on} keptFrom={keptFrom} scrolls /> }, first: side === "talk" }}
      aside={
        <button type="button" class="button danger-quiet" onClick={() => setRemoving(true)}>
          {t.items.remove}
        </button>
      }
    >
      {before.picture ? picture : null}
      <TextField label={t.items.gift} required maxLength={200} first value={draft.name} onInput={(name) => put({ name })} error={wrong(save.error, "name")} />
      <TextField label={t.items.link} type="url" inputMode="url" value={draft.url} onInput={(url) => put({ url })} error={wrong(save.error, "url")} />
      <div class="form-row narrow">
        <MoneyField label={t.items.price} currency={currency} value={draft.price} onInput={(price) => put({ price })} error={amount(draft.price)} />
        <TextField label={t.items.quantity} type="number" min={1} max={999} step={1} required value={draft.quantity} onInput={(quantity) => put({ quantity })} />
      </div>
      {own ? null : (
        <div class="form-row narrow">
          <MoneyField label={t.items.plannedPrice} currency={currency} placeholder={draft.price} value={draft.planned} onInput={(planned) => put({ planned })} error={amount(draft.planned)} />
          {bought ? <MoneyField label={t.items.actualPrice} currency={currency} value={draft.actual} onInput={(actual) => put({ actual })} error={amount(draft.actual)} /> : null}
        </div>
      )}
      {before.picture ? null : picture}
      <TextArea label={t.items.notes} value={draft.notes} onInput={(notes) => put({ notes })} />
    </FormDialog>
  );
}
