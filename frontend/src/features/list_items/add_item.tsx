// Something new on a list: a name, a shop page, or a gift that is known already.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { ApiError } from "../../core/api";
import { useDelayed } from "../../core/delayed";
import { readMoney } from "../../core/amount";
import { household, money } from "../../core/format";
import { t } from "../../core/i18n";
import { wrong } from "../../core/problems";
import { useQuery } from "../../core/query";
import { Combobox } from "../../ui/combobox";
import { FormDialog } from "../../ui/dialog";
import { MoneyField, TextArea, TextField } from "../../ui/field";
import { suggestedGifts, type Gift } from "../gifts/data";
import { addressIn, isAddress, type Told } from "../gifts/fill";
import { PageNote, extras, useShopPage, type ShopPage } from "../gifts/shop_page";
import { addItem, type NewItem } from "./data";

interface Draft extends Told {
  notes: string;
  quantity: string;
}

function bodyOf(draft: Draft, known: Gift | null, page: ShopPage): NewItem {
  const body: NewItem = {};
  if (known) body.gift_id = known.id;
  else {
    const price = readMoney(draft.price) ?? null;
    const url = addressIn(draft) || draft.url.trim();
    const name = draft.name.trim();
    // An address alone: the server reads the page and finds the name, the price and a picture.
    const gift: NonNullable<NewItem["gift"]> = { ...extras(page), ...(name && name !== url ? { name } : {}), ...(url ? { url } : {}) };
    if (price !== null) gift.price = price;
    body.gift = gift;
  }
  if (draft.notes.trim()) body.notes = draft.notes.trim();
  if (draft.quantity !== "1") body.quantity = Number(draft.quantity);
  return body;
}

export interface AddItemProps {
  list: number;
  /** The gifts that are on the list already: once is enough. */
  present: ReadonlySet<number>;
  own: boolean;
  onClose: () => void;
}

export function AddItem({ list, present, own, onClose }: AddItemProps) {
  const [draft, set] = useState<Draft>({ name: "", price: "", url: "", notes: "", quantity: "1" });
  const [known, choose] = useState<Gift | null>(null);
  const put = (part: Partial<Draft>) => set((now) => ({ ...now, ...part }));
  const page = useShopPage(draft, set);
  const asked = useDelayed(draft.name.trim(), 180);
  const found = useQuery(asked.length >= 2 && !known && !isAddress(asked) ? suggestedGifts(asked) : null).data ?? [];
  const suggestions = known || draft.name.trim().length < 2 ? [] : found.filter((gift) => !present.has(gift.id));
  const badPrice = readMoney(draft.price) === undefined ? t.problem.amount : undefined;
  const action = useAction(addItem);
  const duplicate = action.error instanceof ApiError && action.error.code === "CONFLICT";

  return (
    <FormDialog
      title={own ? t.items.addWishTitle : t.items.addTitle}
      submit={t.add}
      busy={action.busy}
      error={duplicate ? null : action.error}
      onClose={onClose}
      onSubmit={async () => {
        if (!badPrice && (draft.name.trim() || draft.url.trim()) && (await action.run(list, bodyOf(draft, known, page)))) onClose();
      }}
    >
      <Combobox
        label={t.items.gift}
        required={!draft.url.trim()}
        hint={known ? t.items.known : <PageNote of={page} otherwise={t.items.giftHint} />}
        error={duplicate ? t.items.duplicate : wrong(action.error, "gift.name")}
        value={draft.name}
        suggestions={suggestions.map((gift) => ({ id: String(gift.id), label: gift.name, ...(gift.price === null ? {} : { detail: money(gift.price) }) }))}
        onInput={(name) => {
          choose(null);
          put({ name });
        }}
        onPick={({ id, label }) => {
          choose(suggestions.find((gift) => String(gift.id) === id) ?? null);
          put({ name: label });
        }}
      />
      {known ? null : (
        <>
          <div class="form-row narrow">
            <MoneyField label={t.items.price} currency={household().currency} value={draft.price} onInput={(price) => put({ price })} error={badPrice ?? wrong(action.error, "gift.price")} />
            <TextField label={t.items.quantity} type="number" min={1} max={999} step={1} required value={draft.quantity} onInput={(quantity) => put({ quantity })} />
          </div>
          <TextField label={t.items.link} type="url" inputMode="url" placeholder="https://" value={draft.url} onInput={(url) => put({ url })} error={wrong(action.error, "gift.url")} />
        </>
      )}
      <TextArea label={t.items.notes} value={draft.notes} onInput={(notes) => put({ notes })} />
    </FormDialog>
  );
}
