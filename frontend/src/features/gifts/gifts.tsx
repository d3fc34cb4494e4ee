// All gifts, to be searched.
import { useId, useRef, useState } from "preact/hooks";
import { ApiError } from "../../core/api";
import { useDelayed } from "../../core/delayed";
import { money } from "../../core/format";
import { t } from "../../core/i18n";
import { sentence } from "../../core/problems";
import { useQuery } from "../../core/query";
import { go, type Params } from "../../core/router";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { addIcon, giftIcon, searchIcon } from "../../ui/icons";
import { lazy } from "../../ui/lazy";
import { Empty, GiftPicture, Head, Waiting } from "../../ui/parts";
import { TagChips, TagFilter } from "../tags/chips";
import { tags as allTags } from "../tags/data";
import { gifts as findGifts, oneGift, type Gift, type GiftPage, type Sort } from "./data";

const GiftForm = lazy(() => import("./gift_form").then((found) => found.GiftForm));

const STEP = 48;
const SORTS: readonly Sort[] = ["recent", "name", "price", "-price"];

function GiftTile({ gift, onOpen }: { gift: Gift; onOpen: () => void }) {
  return (
    <article class="card gift" aria-label={gift.name}>
      <GiftPicture name={gift.name} url={gift.image_url} />
      <h2>
        <button type="button" class="card-title" aria-label={t.items.edit(gift.name)} onClick={onOpen}>
          {gift.name}
        </button>
      </h2>
      {gift.price === null ? null : <p class="amount">{money(gift.price)}</p>}
      {gift.tags.length ? (
        <p class="tile-chips">
          <TagChips names={gift.tags} />
        </p>
      ) : null}
    </article>
  );
}

/** `/gifts/7`: that one opened, over all of them. */
function OpenGift({ id }: { id: number }) {
  const { data: gift, error } = useQuery(oneGift(id));
  const [talk] = useState(() => new URLSearchParams(location.search).has("talk"));
  const close = () => go("/gifts", true);
  if (gift) return <GiftForm gift={gift} talk={talk} onClose={close} />;
  return error ? (
    <Dialog title={t.gone.title} onClose={close}>
      <p class="muted talk-none">{error instanceof ApiError && error.status === 404 ? t.gone.text : sentence(error)}</p>
    </Dialog>
  ) : null;
}

export default function Gifts({ params }: { params: Params }) {
  const [text, setText] = useState("");
  const [chosen, choose] = useState<string[]>([]);
  const tags = useQuery(allTags).data?.map((one) => one.name) ?? [];
  const [sort, setSort] = useState<Sort>("recent");
  const [count, setCount] = useState(STEP);
  const [open, setOpen] = useState<Gift | "new" | null>(null);
  const asked = useDelayed(text.trim(), 200);
  const reading = useQuery(findGifts(asked, chosen, sort, count));
  // What was found last stays until the new answer is there: the page does not jump at each letter.
  const last = useRef<GiftPage | undefined>(undefined);
  if (reading.data) last.current = reading.data;
  const page = reading.data ?? last.current;
  const sortId = useId();
  return (
    <>
      <Head title={t.gifts.title}>
        <button type="button" class="button primary" onClick={() => setOpen("new")}>
          <Icon of={addIcon} />
          {t.gifts.add}
        </button>
      </Head>
      <div class="find">
        <span class="find-box">
          <Icon of={searchIcon} size={18} />
          <input
            class="input"
            type="search"
            aria-label={t.gifts.search}
            placeholder={t.gifts.search}
            value={text}
            onInput={(event) => {
              setText(event.currentTarget.value);
              setCount(STEP);
            }}
          />
        </span>
        <label class="sr" for={sortId}>
          {t.gifts.sort}
        </label>
        <select id={sortId} class="input" value={sort} onChange={(event) => setSort(event.currentTarget.value as Sort)}>
          {SORTS.map((one) => (
            <option key={one} value={one}>
              {t.gifts.sorts[one]}
            </option>
          ))}
        </select>
      </div>
      <TagFilter
        names={tags}
        chosen={chosen}
        onInput={(next) => {
          choose(next);
          setCount(STEP);
        }}
      />
      {page === undefined ? (
        <Waiting error={reading.error} shape="cards" />
      ) : page.gifts.length === 0 && (asked || chosen.length) ? (
        <p class="muted">{t.gifts.nothingFound([asked, ...chosen].filter(Boolean).join(", "))}</p>
      ) : page.gifts.length === 0 ? (
        <Empty icon={giftIcon} title={t.gifts.emptyTitle} text={t.gifts.emptyText} />
      ) : (
        <div class="gift-grid">
          {page.gifts.map((gift) => (
            <GiftTile key={gift.id} gift={gift} onOpen={() => setOpen(gift)} />
          ))}
        </div>
      )}
      {page?.more ? (
        <button type="button" class="button more" onClick={() => setCount(count + STEP)}>
          {t.more}
        </button>
      ) : null}
      {params["id"] ? <OpenGift id={Number(params["id"])} /> : null}
      {open === "new" ? <GiftForm onClose={() => setOpen(null)} /> : null}
      {open && open !== "new" ? <GiftForm gift={open} onClose={() => setOpen(null)} /> : null}
    </>
  );
}
