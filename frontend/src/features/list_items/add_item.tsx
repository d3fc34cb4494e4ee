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
import { addItem, type NewItem } from "./data";

interface Draft {
  text: string;
  price: string;
  url: string;
  notes: string;
  quantity: string;
}

const isAddress = (text: string) => /^https?:\/\/\S+$/i.test(text.trim());

function bodyOf(draft: Draft, known: Gift | null): NewItem {
  const body: NewItem = {};
  if (known) body.gift_id = known.id;
  else {
    const price = readMoney(draft.price) ?? null;
    // An address alone: the server reads the page and finds the name, the price and a picture.
    const gift: NonNullable<NewItem["gift"]> = isAddress(draft.text) ? { url: draft.text.trim() } : { name: draft.text.trim() };
    if (draft.url.trim()) gift.url = draft.url.trim();
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
  const [draft, set] = useState<Draft>({ text: "", price: "", url: "", notes: "", quantity: "1" });
  const [known, choose] = useState<Gift | null>(null);
  const put = (part: Partial<Draft>) => set({ ...draft, ...part });
  const asked = useDelayed(draft.text.trim(), 180);
  const found = useQuery(asked.length >= 2 && !known && !isAddress(asked) ? suggestedGifts(asked) : null).data ?? [];
  const suggestions = known || draft.text.trim().length < 2 ? [] : found.filter((gift) => !present.has(gift.id));
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
        if (!badPrice && draft.text.trim() && (await action.run(list, bodyOf(draft, known)))) onClose();
      }}
    >
      <Combobox
        label={t.items.gift}
        hint={known ? t.items.known : t.items.giftHint}
        error={duplicate ? t.items.duplicate : wrong(action.error, "gift.name")}
        value={draft.text}
        suggestions={suggestions.map((gift) => ({ id: String(gift.id), label: gift.name, ...(gift.price === null ? {} : { detail: money(gift.price) }) }))}
        onInput={(text) => {
          choose(null);
          put({ text });
        }}
        onPick={({ id, label }) => {
          choose(suggestions.find((gift) => String(gift.id) === id) ?? null);
          put({ text: label });
        }}
      />
      {known ? null : (
        <>
          <div class="form-row narrow">
            <MoneyField label={t.items.price} currency={household().currency} value={draft.price} onInput={(price) => put({ price })} error={badPrice ?? wrong(action.error, "gift.price")} />
            <TextField label={t.items.quantity} type="number" min={1} max={999} step={1} required value={draft.quantity} onInput={(quantity) => put({ quantity })} />
          </div>
          {isAddress(draft.text) ? null : (
            <TextField label={t.items.link} type="url" inputMode="url" placeholder="https://" value={draft.url} onInput={(url) => put({ url })} error={wrong(action.error, "gift.url")} />
          )}
        </>
      )}
      <TextArea label={t.items.notes} value={draft.notes} onInput={(notes) => put({ notes })} />
    </FormDialog>
  );
}
