// A gift on a list, changed or taken off. Its name, link and price belong to the gift and change wherever it stands.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { readMoney } from "../../core/amount";
import { household, moneyInput } from "../../core/format";
import { t } from "../../core/i18n";
import { wrong } from "../../core/problems";
import { Confirm, FormDialog } from "../../ui/dialog";
import { MoneyField, TextArea, TextField } from "../../ui/field";
import { toast } from "../../ui/toast";
import { changeGift, type GiftFields } from "../gifts/data";
import { changeItem, deleteItem, type Item, type ItemChange } from "./data";

interface Draft {
  name: string;
  url: string;
  price: string;
  planned: string;
  actual: string;
  quantity: string;
  notes: string;
}

const draftOf = ({ gift, planned_price, actual_price, quantity, notes }: Item): Draft => ({
  name: gift.name,
  url: gift.url ?? "",
  price: moneyInput(gift.price),
  planned: moneyInput(planned_price),
  actual: moneyInput(actual_price),
  quantity: String(quantity),
  notes: notes ?? "",
});

/** Only what was really changed is sent: what somebody else changed meanwhile stays. */
function changes(before: Draft, now: Draft): { gift: GiftFields; item: ItemChange } {
  const gift: GiftFields = {};
  const item: ItemChange = {};
  if (now.name.trim() !== before.name) gift.name = now.name.trim();
  if (now.url.trim() !== before.url) gift.url = now.url.trim() || null;
  if (now.price !== before.price) gift.price = readMoney(now.price) ?? null;
  if (now.planned !== before.planned) item.planned_price = readMoney(now.planned) ?? null;
  if (now.actual !== before.actual) item.actual_price = readMoney(now.actual) ?? null;
  if (now.quantity !== before.quantity) item.quantity = Number(now.quantity);
  if (now.notes.trim() !== before.notes) item.notes = now.notes.trim() || null;
  return { gift, item };
}

export function EditItem({ item, own, onClose }: { item: Item; own: boolean; onClose: () => void }) {
  const [before] = useState(() => draftOf(item));
  const [draft, set] = useState(before);
  const [removing, setRemoving] = useState(false);
  const put = (part: Partial<Draft>) => set({ ...draft, ...part });
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
  return (
    <FormDialog
      title={t.items.editTitle}
      submit={t.save}
      busy={save.busy}
      error={save.error}
      onClose={onClose}
      onSubmit={async () => {
        if ([draft.price, draft.planned, draft.actual].some(amount)) return;
        if (await save.run()) onClose();
      }}
      aside={
        <button type="button" class="button danger-quiet" onClick={() => setRemoving(true)}>
          {t.items.remove}
        </button>
      }
    >
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
      <TextArea label={t.items.notes} value={draft.notes} onInput={(notes) => put({ notes })} />
    </FormDialog>
  );
}
