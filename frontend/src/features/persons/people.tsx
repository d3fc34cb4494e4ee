// Everybody who gets presents.
import { useState } from "preact/hooks";
import { byName, day, daysUntil, soon, today } from "../../core/format";
import { t } from "../../core/i18n";
import { useQuery } from "../../core/query";
import { currentMe } from "../../core/session";
import { Icon } from "../../ui/icon";
import { addIcon, peopleIcon } from "../../ui/icons";
import { lazy } from "../../ui/lazy";
import { Avatar, Chip, Empty, Head, Waiting } from "../../ui/parts";
import { TagChips, TagFilter } from "../tags/chips";
import { hasTag, withTags } from "../tags/words";
import { persons as allPersons, type Person } from "./data";
import { nextBirthday } from "./facts";

const PersonForm = lazy(() => import("./person_form").then((found) => found.PersonForm));

function PersonLink({ person }: { person: Person }) {
  const birthday = person.birthdate ? nextBirthday(person.birthdate, today()) : null;
  const days = birthday ? daysUntil(birthday.date) : null;
  return (
    <a class="tile person" href={`/app/people/${person.id}`}>
      <Avatar name={person.name} url={person.photo_url} size={48} />
      <span class="tile-words">
        <span class="tile-title">
          {person.name} {currentMe()?.person_id === person.id ? <Chip>{t.persons.you}</Chip> : null}
        </span>
        {person.relationship ? <span class="tile-detail">{person.relationship}</span> : null}
        {birthday && days !== null ? (
          <span class="tile-detail" title={day(birthday.date)}>
            {t.persons.age(birthday.turns)} {soon(days)}
          </span>
        ) : null}
        {person.tags.length ? (
          <span class="tile-chips">
            <TagChips names={person.tags} />
          </span>
        ) : null}
      </span>
    </a>
  );
}

export default function People() {
  const { data, error } = useQuery(allPersons);
  const [adding, add] = useState(false);
  const [chosen, choose] = useState<string[]>([]);
  const all = data?.filter((person) => !person.archived).sort(byName);
  const tags = withTags([], (all ?? []).flatMap((person) => person.tags).join(",")).sort((a, b) => a.localeCompare(b));
  const held = chosen.filter((name) => hasTag(tags, name)); // one that is gone chooses nothing any more
  const shown = all?.filter((person) => held.length === 0 || held.some((name) => hasTag(person.tags, name)));
  return (
    <>
      <Head title={t.persons.title}>
        <button type="button" class="button primary" onClick={() => add(true)}>
          <Icon of={addIcon} />
          {t.persons.add}
        </button>
      </Head>
      <TagFilter names={tags} chosen={held} onInput={choose} />
      {shown === undefined ? (
        <Waiting error={error} shape="cards" />
      ) : shown.length === 0 ? (
        <Empty icon={peopleIcon} title={t.persons.emptyTitle} text={t.persons.emptyText} />
      ) : (
        <div class="tiles">
          {shown.map((person) => (
            <PersonLink key={person.id} person={person} />
          ))}
        </div>
      )}
      {adding ? <PersonForm onClose={() => add(false)} /> : null}
    </>
  );
}
