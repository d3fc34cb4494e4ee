// A gift by itself, made or changed.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { ApiError } from "../../core/api";
import { readMoney } from "../../core/amount";
import { household, moneyInput } from "../../core/format";
import { t } from "../../core/i18n";
import { wrong } from "../../core/problems";
import { useQuery } from "../../core/query";
import { useVersion } from "../../core/version";
import { Confirm, FormDialog } from "../../ui/dialog";
import { MoneyField, TextArea, TextField } from "../../ui/field";
import { toast } from "../../ui/toast";
import { thread, type Parent } from "../comments/data";
import { Talk } from "../comments/talk";
import { PictureField } from "../media/picture_field";
import { useKeptFrom } from "../persons/kept_from";
import { TagField } from "../tags/tag_field";
import { changeGift, createGift, deleteGift, type Gift, type GiftFields } from "./data";
import { addressIn } from "./fill";
import { PageNote, extras, useShopPage } from "./shop_page";

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

export interface GiftFormProps {
  gift?: Gift;
  /** To begin with what was said about it. */
  talk?: boolean;
  onClose: () => void;
}

export function GiftForm({ gift, talk = false, onClose }: GiftFormProps) {
  const [draft, set] = useState(() => ({
    name: gift?.name ?? "",
    url: gift?.url ?? "",
    price: moneyInput(gift?.price ?? null),
    notes: gift?.notes ?? "",
    picture: gift?.image_url ?? null,
    tags: gift?.tags ?? [],
  }));
  const [removing, setRemoving] = useState(false);
  const on: Parent = { type: "gift", id: gift?.id ?? 0 };
  const said = useQuery(gift ? thread(on) : null).data?.length;
  const keptFrom = useKeptFrom(gift?.person_id ?? null);
  const put = (part: Partial<typeof draft>) => set((now) => ({ ...now, ...part }));
  const page = useShopPage(draft, set, gift?.url ?? "");
  const price = readMoney(draft.price);
  const opened = useVersion(gift?.version ?? 0);
  const action = useAction(async () => {
    const address = addressIn(draft);
    const body: GiftFields = { ...extras(page), url: address || draft.url.trim() || null, notes: draft.notes.trim() || null, tags: draft.tags };
    if (draft.name.trim() && draft.name.trim() !== address) body.name = draft.name.trim();
    // A picture of one's own goes before the shop's.
    if (draft.picture !== null || (gift && !body.image_url) || gift?.image_url) body.image_url = draft.picture;
    // Left empty on a new gift, the shop page may still tell it.
    if (gift || price !== null) body.price = price ?? null;
    if (gift) await opened((version) => changeGift(gift.id, body, version));
    else await createGift(body);
  });
  if (removing && gift) return <RemoveGift gift={gift} onBack={() => setRemoving(false)} onGone={onClose} />;
  // One that there is stands above, where it is looked at; the place for a new one is further down.
  const picture = <PictureField label={t.media.title} name={draft.name} url={draft.picture} onInput={(url) => put({ picture: url })} />;
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
      other={gift ? { form: t.items.gift, tab: { id: "talk", label: t.comments.title, count: said, body: <Talk on={on} keptFrom={keptFrom} scrolls /> }, first: talk } : undefined}
      aside={
        gift ? (
          <button type="button" class="button danger-quiet" onClick={() => setRemoving(true)}>
            {t.remove}
          </button>
        ) : undefined
      }
    >
      {gift?.image_url ? picture : null}
      <TextField
        label={t.gifts.name}
        required={gift !== undefined || !draft.url.trim()}
        first
        maxLength={200}
        value={draft.name}
        onInput={(name) => put({ name })}
        error={wrong(action.error, "name")}
      />
      <TextField
        label={t.gifts.link}
        type="url"
        inputMode="url"
        placeholder="https://"
        hint={<PageNote of={page} otherwise={t.gifts.linkHint} />}
        value={draft.url}
        onInput={(url) => put({ url })}
        error={wrong(action.error, "url")}
      />
      <MoneyField label={t.gifts.price} currency={household().currency} value={draft.price} onInput={(text) => put({ price: text })} error={price === undefined ? t.problem.amount : wrong(action.error, "price")} />
      <TagField names={draft.tags} onInput={(tags) => put({ tags })} error={wrong(action.error, "tags")} />
      {gift?.image_url ? null : picture}
      <TextArea label={t.gifts.notes} value={draft.notes} onInput={(notes) => put({ notes })} />
    </FormDialog>
  );
}
