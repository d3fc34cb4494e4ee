// One occasion: who gets something, how far it is, what it costs.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { day, money, soon } from "../../core/format";
import { t } from "../../core/i18n";
import { useQuery } from "../../core/query";
import { go, type Params } from "../../core/router";
import { Confirm } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { addIcon, deleteIcon, editIcon, moreIcon } from "../../ui/icons";
import { lazy } from "../../ui/lazy";
import { Menu } from "../../ui/menu";
import { Head, Waiting } from "../../ui/parts";
import { toast } from "../../ui/toast";
import { TalkSection } from "../comments/section";
import { lists as allLists } from "../lists/data";
import { ListLink } from "../lists/list_link";
import { persons as allPersons } from "../persons/data";
import { deleteOccasion, oneOccasion } from "./data";
import { People, SummaryLine } from "./people";

const OccasionForm = lazy(() => import("./occasion_form").then((found) => found.OccasionForm));
const ListForm = lazy(() => import("../lists/list_form").then((found) => found.ListForm));

export default function OneOccasion({ params }: { params: Params }) {
  const id = Number(params["id"]);
  const { data: occasion, error } = useQuery(oneOccasion(id));
  const persons = useQuery(allPersons).data;
  const lists = useQuery(allLists).data?.filter((list) => list.occasion_id === id) ?? [];
  const [open, setOpen] = useState<"edit" | "remove" | "list" | null>(null);
  const close = () => setOpen(null);
  const remove = useAction(async (name: string) => {
    await deleteOccasion(id);
    go("/occasions", true);
    toast(t.occasions.removed(name));
  });
  const back = { href: "/app/occasions", label: t.occasions.title };
  if (!occasion) {
    return (
      <>
        {error ? <Head title={t.occasions.title} back={back} /> : null}
        <Waiting error={error} />
      </>
    );
  }
  const below = (
    <div class="about">
      <span>{day(occasion.date)}</span>
      <span class="muted">{soon(occasion.days_until)}</span>
      {occasion.repeats === "yearly" ? <span class="muted">{t.occasions.yearly}</span> : null}
      {occasion.description ? <p class="about-notes">{occasion.description}</p> : null}
    </div>
  );
  const options = [{ label: t.remove, icon: deleteIcon, danger: true, onSelect: () => setOpen("remove") }];
  return (
    <>
      <Head title={occasion.name} back={back} below={below}>
        <button type="button" class="button" onClick={() => setOpen("edit")}>
          <Icon of={editIcon} size={18} />
          {t.edit}
        </button>
        <Menu class="button icon-only" label={t.occasions.options} items={options}>
          <Icon of={moreIcon} />
        </Menu>
      </Head>
      <section class="panel" aria-label={t.occasions.total}>
        <SummaryLine name={t.occasions.total} {...occasion.summary.total} money={money} />
      </section>
      <People occasion={occasion} persons={persons ?? []} />
      <section class="group" aria-label={t.occasions.lists}>
        <h2 class="group-head">
          {t.occasions.lists}
          <button type="button" class="button small" onClick={() => setOpen("list")}>
            <Icon of={addIcon} size={18} />
            {t.persons.newList}
          </button>
        </h2>
        {lists.length ? (
          <div class="tiles">
            {lists.map((list) => {
              const person = persons?.find((one) => one.id === list.person_id);
              return <ListLink key={list.id} list={list} persons={persons} about={person ? t.lists.forPerson(person.name) : null} />;
            })}
          </div>
        ) : (
          <p class="muted">{t.occasions.noLists}</p>
        )}
      </section>
      <TalkSection on={{ type: "occasion", id }} keptFrom={null} />
      {open === "edit" ? <OccasionForm occasion={occasion} onClose={close} /> : null}
      {open === "list" ? <ListForm preset={{ occasion_id: id }} onClose={close} /> : null}
      {open === "remove" ? (
        <Confirm title={t.occasions.removeTitle(occasion.name)} text={t.occasions.removeText} confirm={t.remove} busy={remove.busy} error={remove.error} onConfirm={() => void remove.run(occasion.name)} onClose={close} />
      ) : null}
    </>
  );
}
