// A gift by itself, made or changed.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { ApiError } from "../../core/api";
import { readMoney } from "../../core/amount";
import { household, moneyInput } from "../../core/format";
import { t } from "../../core/i18n";
import { wrong } from "../../core/problems";
import { useVersion } from "../../core/version";
import { Confirm, FormDialog } from "../../ui/dialog";
import { MoneyField, TextArea, TextField } from "../../ui/field";
import { toast } from "../../ui/toast";
import { changeGift, createGift, deleteGift, type Gift, type GiftFields } from "./data";

function RemoveGift({ gift, onBack, onGone }: { gift: Gift; onBack: () => void; onGone: () => void }) {
  const [held, setHeld] = useState(false);
  const action = useAction(async () => {
    try {
      await deleteGift(gift.id, held);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "CONFLICT") || held) throw error;
      return setHeld(true); // lists hold it: asked once more, in those words
    }
    toast(t.gifts.removed(gift.name));
    onGone();
  });
  return (
    <Confirm
      title={t.gifts.removeTitle(gift.name)}
      text={held ? t.gifts.removeForced : t.gifts.removeText}
      confirm={t.remove}
      busy={action.busy}
      error={action.error}
      onConfirm={() => void action.run()}
      onClose={onBack}
    />
  );
}

export function GiftForm({ gift, onClose }: { gift?: Gift; onClose: () => void }) {
  const [draft, set] = useState({ name: gift?.name ?? "", url: gift?.url ?? "", price: moneyInput(gift?.price ?? null), notes: gift?.notes ?? "" });
  const [removing, setRemoving] = useState(false);
  const put = (part: Partial<typeof draft>) => set({ ...draft, ...part });
  const price = readMoney(draft.price);
  const opened = useVersion(gift?.version ?? 0);
  const action = useAction(async () => {
    const body: GiftFields = { url: draft.url.trim() || null, notes: draft.notes.trim() || null };
    if (draft.name.trim()) body.name = draft.name.trim();
    // Left empty on a new gift, the shop page may still tell it.
    if (gift || price !== null) body.price = price ?? null;
    if (gift) await opened((version) => changeGift(gift.id, body, version));
    else await createGift(body);
  });
  if (removing && gift) return <RemoveGift gift={gift} onBack={() => setRemoving(false)} onGone={onClose} />;
  return (
    <FormDialog
      title={gift ? t.gifts.editTitle(gift.name) : t.gifts.new}
      submit={gift ? t.save : t.add}
      busy={action.busy}
      error={action.error}
      onClose={onClose}
      onSubmit={async () => {
        if (price !== undefined && (await action.run())) onClose();
      }}
      aside={
        gift ? (
          <button type="button" class="button danger-quiet" onClick={() => setRemoving(true)}>
            {t.remove}
          </button>
        ) : undefined
      }
    >
      <TextField
        label={t.gifts.name}
        hint={gift || !draft.url.trim() ? undefined : t.gifts.nameHint}
        required={gift !== undefined || !draft.url.trim()}
        first
        maxLength={200}
        value={draft.name}
        onInput={(name) => put({ name })}
        error={wrong(action.error, "name")}
      />
      <TextField label={t.gifts.link} type="url" inputMode="url" placeholder="https://" value={draft.url} onInput={(url) => put({ url })} error={wrong(action.error, "url")} />
      <MoneyField label={t.gifts.price} currency={household().currency} value={draft.price} onInput={(text) => put({ price: text })} error={price === undefined ? t.problem.amount : wrong(action.error, "price")} />
      <TextArea label={t.gifts.notes} value={draft.notes} onInput={(notes) => put({ notes })} />
    </FormDialog>
  );
}
