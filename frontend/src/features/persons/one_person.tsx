// One person: what they like, what is planned for them.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { day, daysUntil, soon, today } from "../../core/format";
import { t } from "../../core/i18n";
import { useQuery } from "../../core/query";
import { go, type Params } from "../../core/router";
import { currentMe } from "../../core/session";
import { Confirm } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { addIcon, deleteIcon, editIcon, moreIcon } from "../../ui/icons";
import { lazy } from "../../ui/lazy";
import { Menu } from "../../ui/menu";
import { Avatar, Chip, Head, Waiting } from "../../ui/parts";
import { toast } from "../../ui/toast";
import { TalkSection } from "../comments/section";
import { lists as allLists } from "../lists/data";
import { ListLink } from "../lists/list_link";
import { OccasionLink } from "../occasions/occasion_link";
import { TagChips } from "../tags/chips";
import { deletePerson, onePerson, persons as allPersons, type PersonDetail } from "./data";
import { nextBirthday } from "./facts";

const PersonForm = lazy(() => import("./person_form").then((found) => found.PersonForm));
const ListForm = lazy(() => import("../lists/list_form").then((found) => found.ListForm));

function Facts({ person }: { person: PersonDetail }) {
  const birthday = person.birthdate ? nextBirthday(person.birthdate, today()) : null;
  const rows: [string, string | null][] = [
    [t.persons.birthdate, person.birthdate && birthday ? `${day(person.birthdate)} · ${t.persons.age(birthday.turns)} ${soon(daysUntil(birthday.date))}` : null],
    [t.persons.sizes, Object.entries(person.sizes).map((pair) => pair.filter(Boolean).join(" ")).join(" · ") || null],
    [t.persons.constraints, person.constraints],
    [t.persons.notes, person.notes],
  ];
  return (
    <div class="panel facts">
      {person.interests.length || person.tags.length ? (
        <p class="facts-chips">
          <TagChips names={person.tags} />
          {person.interests.map((one) => (
            <Chip key={one}>{one}</Chip>
          ))}
        </p>
      ) : null}
      <dl>
        {rows.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </div>
  );
}

export default function OnePerson({ params }: { params: Params }) {
  const id = Number(params["id"]);
  const { data: person, error } = useQuery(onePerson(id));
  const persons = useQuery(allPersons).data;
  const lists = useQuery(allLists).data?.filter((list) => list.person_id === id) ?? [];
  const [open, setOpen] = useState<"edit" | "remove" | "list" | null>(null);
  const close = () => setOpen(null);
  const remove = useAction(async (name: string) => {
    await deletePerson(id);
    go("/people", true);
    toast(t.persons.removed(name));
  });
  const back = { href: "/app/people", label: t.persons.title };
  if (!person) {
    return (
      <>
        {error ? <Head title={t.persons.title} back={back} /> : null}
        <Waiting error={error} />
      </>
    );
  }
  const hasFacts = person.birthdate || person.interests.length || person.tags.length || Object.keys(person.sizes).length || person.constraints || person.notes;
  return (
    <>
      <Head title={person.name} back={back} below={person.relationship ? <p class="muted">{person.relationship}</p> : null}>
        <Avatar name={person.name} url={person.photo_url} size={44} />
        <button type="button" class="button" onClick={() => setOpen("edit")}>
          <Icon of={editIcon} size={18} />
          {t.edit}
        </button>
        <Menu class="button icon-only" label={t.persons.editTitle(person.name)} items={[{ label: t.remove, icon: deleteIcon, danger: true, onSelect: () => setOpen("remove") }]}>
          <Icon of={moreIcon} />
        </Menu>
      </Head>
      {hasFacts ? <Facts person={person} /> : null}
      <section class="group" aria-label={t.persons.lists}>
        <h2 class="group-head">
          {t.persons.lists}
          <button type="button" class="button small" onClick={() => setOpen("list")}>
            <Icon of={addIcon} size={18} />
            {t.persons.newList}
          </button>
        </h2>
        {lists.length ? (
          <div class="tiles">
            {lists.map((list) => (
              <ListLink key={list.id} list={list} persons={persons} />
            ))}
          </div>
        ) : (
          <p class="muted">{t.persons.noLists}</p>
        )}
      </section>
      {person.occasions.length ? (
        <section class="group" aria-label={t.persons.occasions}>
          <h2 class="group-head">{t.persons.occasions}</h2>
          <div class="rows">
            {person.occasions.map((occasion) => (
              <OccasionLink key={occasion.id} occasion={occasion} />
            ))}
          </div>
        </section>
      ) : null}
      <TalkSection on={{ type: "person", id }} keptFrom={id === currentMe()?.person_id ? null : person.name} />
      {open === "edit" ? <PersonForm person={person} onClose={close} /> : null}
      {open === "list" ? <ListForm preset={{ person_id: id }} onClose={close} /> : null}
      {open === "remove" ? (
        <Confirm title={t.persons.removeTitle(person.name)} text={t.persons.removeText} confirm={t.remove} busy={remove.busy} error={remove.error} onConfirm={() => void remove.run(person.name)} onClose={close} />
      ) : null}
    </>
  );
}
