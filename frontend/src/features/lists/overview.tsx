// All lists that one may see, by the person they are for or by the day they are for.
import { useState } from "preact/hooks";
import { byName, daysUntil, soon } from "../../core/format";
import { t } from "../../core/i18n";
import { useQuery } from "../../core/query";
import { remember, remembered } from "../../core/remember";
import { currentMe } from "../../core/session";
import { Choose } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { addIcon, listIcon, nextIcon, occasionIcon, peopleIcon } from "../../ui/icons";
import { lazy } from "../../ui/lazy";
import { Avatar, Chip, Empty, Head, Waiting } from "../../ui/parts";
import { occasions as allOccasions, type Occasion } from "../occasions/data";
import { persons as allPersons, type Person } from "../persons/data";
import { lists as allLists, type List } from "./data";
import { VisibilityChip } from "./words";

const ListForm = lazy(() => import("./list_form").then((found) => found.ListForm));

type Grouping = "person" | "occasion";

interface Group {
  id: number | null;
  name: string;
  detail: string | null;
  person?: Person | undefined;
  lists: List[];
}

function group(lists: readonly List[], grouping: Grouping, persons: readonly Person[], occasions: readonly Occasion[]): Group[] {
  const groups = new Map<number | null, List[]>();
  for (const list of lists) {
    const id = grouping === "person" ? list.person_id : list.occasion_id;
    groups.set(id, [...(groups.get(id) ?? []), list]);
  }
  const all = [...groups].map(([id, members]): Group => {
    const inside = members.sort(byName);
    if (grouping === "person") {
      const person = persons.find((one) => one.id === id);
      return { id, name: person?.name ?? t.lists.noPerson, detail: null, person, lists: inside };
    }
    const occasion = occasions.find((one) => one.id === id);
    return { id, name: occasion?.name ?? t.lists.noOccasion, detail: occasion ? soon(daysUntil(occasion.date)) : null, lists: inside };
  });
  const dates = new Map(occasions.map((one) => [one.id, one.date]));
  const at = (one: Group) => (one.id === null ? "9" : (dates.get(one.id) ?? "8"));
  return all.sort((a, b) => (grouping === "occasion" ? at(a).localeCompare(at(b)) : Number(a.id === null) - Number(b.id === null) || byName(a, b)));
}

function Row({ list, persons, about }: { list: List; persons: readonly Person[] | undefined; about: string | null }) {
  const owner = list.owner && list.owner.id !== currentMe()?.id ? t.lists.by(list.owner.name) : null;
  return (
    <li>
      <a class="list-row" href={`/app/lists/${list.id}`}>
        <span class="tile-title">{list.name}</span>
        {about || owner ? <span class="tile-detail">{[about, owner].filter(Boolean).join(" · ")}</span> : null}
        <span class="tile-chips">
          <VisibilityChip list={list} persons={persons} />
          {list.type === "ideas" ? null : <Chip>{t.lists.types[list.type]}</Chip>}
        </span>
        <Icon of={nextIcon} size={18} />
      </a>
    </li>
  );
}

export default function Overview() {
  const lists = useQuery(allLists);
  const persons = useQuery(allPersons).data;
  const occasions = useQuery(allOccasions).data;
  const [grouping, setGrouping] = useState<Grouping>(remembered<Grouping>("lists.grouping", "person"));
  const [adding, add] = useState(false);
  const rows = lists.data;
  const when = new Map(occasions?.map((one) => [one.id, one]));
  const whom = new Map(persons?.map((one) => [one.id, one]));

  const about = (list: List): string | null => {
    const occasion = list.occasion_id === null ? undefined : when.get(list.occasion_id);
    const person = list.person_id === null ? undefined : whom.get(list.person_id);
    if (grouping === "occasion") return person ? t.lists.forPerson(person.name) : null;
    return occasion ? `${occasion.name} · ${soon(daysUntil(occasion.date))}` : null;
  };

  return (
    <>
      <Head title={t.lists.title}>
        {rows?.length ? (
          <Choose
            label={t.lists.grouping}
            value={grouping}
            choices={[
              ["person", t.lists.byPerson],
              ["occasion", t.lists.byOccasion],
            ]}
            onInput={(next) => {
              remember("lists.grouping", next);
              setGrouping(next as Grouping);
            }}
          />
        ) : null}
        <button type="button" class="button primary" onClick={() => add(true)}>
          <Icon of={addIcon} />
          {t.lists.add}
        </button>
      </Head>
      {rows === undefined || (persons === undefined && lists.error === null && rows.length > 0) ? (
        <Waiting error={lists.error} shape="cards" />
      ) : rows.length === 0 ? (
        <Empty icon={listIcon} title={t.lists.emptyTitle} text={t.lists.emptyText} />
      ) : (
        <div class="groups">
          {group(rows, grouping, persons ?? [], occasions ?? []).map((one) => (
            <section key={`${grouping}${one.id}`} class="panel list-group" aria-label={one.name}>
              <h2 class="group-head">
                {one.person ? (
                  <Avatar name={one.person.name} url={one.person.photo_url} size={32} />
                ) : (
                  <span class="group-icon">
                    <Icon of={grouping === "person" ? peopleIcon : occasionIcon} size={18} />
                  </span>
                )}
                {one.name}
                {one.detail ? <span class="muted">{one.detail}</span> : null}
              </h2>
              <ul>
                {one.lists.map((list) => (
                  <Row key={list.id} list={list} persons={persons} about={about(list)} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
      {adding ? <ListForm onClose={() => add(false)} /> : null}
    </>
  );
}
