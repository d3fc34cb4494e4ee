// One list: for those who give, a board; for the one it is for, wishes.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { daysUntil, money, soon } from "../../core/format";
import { t } from "../../core/i18n";
import { useQuery } from "../../core/query";
import { go, type Params } from "../../core/router";
import { currentMe } from "../../core/session";
import { live } from "../../core/socket";
import { useStore } from "../../core/store";
import { Confirm } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { addIcon, deleteIcon, editIcon, giftIcon, moreIcon, talkIcon } from "../../ui/icons";
import { lazy } from "../../ui/lazy";
import { Menu } from "../../ui/menu";
import { Avatar, Bar, Empty, Head, Waiting } from "../../ui/parts";
import { toast } from "../../ui/toast";
import { talkOnItems, thread } from "../comments/data";
import { TalkSection, showTalk } from "../comments/section";
import { underWay, type Item } from "../list_items/data";
import { ListBoard } from "../list_items/list_board";
import { sums } from "../list_items/sums";
import { Wishes } from "../list_items/wishes";
import { occasions as allOccasions } from "../occasions/data";
import { persons as allPersons } from "../persons/data";
import { useKeptFrom } from "../persons/kept_from";
import { deleteList, oneList, type ListDetail } from "./data";
import { VisibilityChip, isMine, mayRule } from "./words";

const AddItem = lazy(() => import("../list_items/add_item").then((found) => found.AddItem));
const ListForm = lazy(() => import("./list_form").then((found) => found.ListForm));

function Money({ items }: { items: readonly Item[] }) {
  useStore(underWay.layers);
  const { planned, spent } = sums(items.map(underWay.over));
  if (planned === 0 && spent === 0) return null;
  const words = t.lists.spentOf(money(spent), money(planned));
  return (
    <p class="sums">
      <Bar part={spent} whole={planned} label={words} />
      <span>{words}</span>
    </p>
  );
}

/** Who else is looking at the list right now. */
function Present({ topic }: { topic: string }) {
  const others = (useStore(live.presence)[topic] ?? []).filter((one) => one.id !== currentMe()?.id);
  if (others.length === 0) return null;
  const words = t.lists.alsoHere(others.map((one) => one.name).join(", "));
  return (
    <span class="present" role="img" aria-label={words} title={words}>
      {others.slice(0, 4).map((one) => (
        <Avatar key={one.id} name={one.name} url={one.avatar_url} size={30} />
      ))}
    </span>
  );
}

/** The way to what was said about the list, below all its cards. */
function SaidHere({ list }: { list: number }) {
  const count = useQuery(thread({ type: "list", id: list })).data?.length ?? 0;
  return (
    <button type="button" class="button icon-only talk-way" aria-label={t.comments.onList(count)} onClick={showTalk}>
      <Icon of={talkIcon} />
      {count ? (
        <span class="badge" aria-hidden="true">
          {count}
        </span>
      ) : null}
    </button>
  );
}

function About({ list }: { list: ListDetail }) {
  const persons = useQuery(allPersons).data;
  const occasions = useQuery(allOccasions).data;
  const person = persons?.find((one) => one.id === list.person_id);
  const occasion = occasions?.find((one) => one.id === list.occasion_id);
  return (
    <div class="about">
      <VisibilityChip list={list} persons={persons} />
      {person && !isMine(list) ? <a href={`/app/people/${person.id}`}>{t.lists.forPerson(person.name)}</a> : null}
      {occasion ? (
        <a href={`/app/occasions/${occasion.id}`}>
          {occasion.name} · {soon(daysUntil(occasion.date))}
        </a>
      ) : null}
      {isMine(list) ? null : <Money items={list.items} />}
      {list.notes ? <p class="about-notes">{list.notes}</p> : null}
    </div>
  );
}

export default function OneList({ params }: { params: Params }) {
  const id = Number(params["id"]);
  const { data: list, error } = useQuery(oneList(id));
  const spoken = useQuery(list ? talkOnItems(id) : null).data;
  const keptFrom = useKeptFrom(list?.person_id ?? null);
  const [open, setOpen] = useState<"add" | "edit" | "remove" | null>(null);
  const close = () => setOpen(null);
  const remove = useAction(async (gone: ListDetail) => {
    await deleteList(id);
    go("/lists", true);
    toast(t.lists.removed(gone.name));
  });
  const back = { href: "/app/lists", label: t.lists.title };
  if (!list || (error && "status" in error && error.status === 404)) {
    return (
      <>
        {error ? <Head title={t.lists.title} back={back} /> : null}
        <Waiting error={error} shape="cards" />
      </>
    );
  }
  const own = isMine(list);
  const said = new Map<number, number>();
  for (const { parent_id } of spoken ?? []) said.set(parent_id, (said.get(parent_id) ?? 0) + 1);
  const me = currentMe();
  const options = [
    { label: t.lists.edit, icon: editIcon, onSelect: () => setOpen("edit") },
    ...(mayRule(list) || me?.is_admin ? [{ label: t.lists.remove, icon: deleteIcon, danger: true, onSelect: () => setOpen("remove") }] : []),
  ];
  return (
    <>
      <Head title={list.name} back={back} below={<About list={list} />}>
        <Present topic={`list:${id}`} />
        <button type="button" class="button primary" onClick={() => setOpen("add")}>
          <Icon of={addIcon} />
          {own ? t.items.addWish : t.items.add}
        </button>
        <SaidHere list={id} />
        <Menu class="button icon-only" label={t.lists.options} items={options}>
          <Icon of={moreIcon} />
        </Menu>
      </Head>
      {own ? <p class="lead">{t.lists.wishesHint}</p> : null}
      {list.items.length === 0 ? (
        <Empty icon={giftIcon} title={own ? t.items.emptyWishTitle : t.items.emptyTitle} text={own ? t.items.emptyWishText : t.items.emptyText} />
      ) : own ? (
        <Wishes items={list.items} said={said} />
      ) : (
        <ListBoard items={list.items} said={said} keptFrom={keptFrom} />
      )}
      <TalkSection on={{ type: "list", id }} keptFrom={keptFrom} />
      {open === "add" ? <AddItem list={id} own={own} present={new Set(list.items.map((item) => item.gift_id))} onClose={close} /> : null}
      {open === "edit" ? <ListForm list={list} onClose={close} /> : null}
      {open === "remove" ? (
        <Confirm title={t.lists.removeTitle} text={t.lists.removeText(list.name)} confirm={t.lists.remove} busy={remove.busy} error={remove.error} onConfirm={() => void remove.run(list)} onClose={close} />
      ) : null}
    </>
  );
}
