// A list where it stands by itself: on the pages of people and occasions.
import { t } from "../../core/i18n";
import { currentMe } from "../../core/session";
import { Chip } from "../../ui/parts";
import type { Person } from "../persons/data";
import type { List } from "./data";
import { VisibilityChip } from "./words";

export function ListLink({ list, persons, about }: { list: List; persons: readonly Person[] | undefined; about?: string | null | undefined }) {
  const mine = list.owner?.id === currentMe()?.id;
  return (
    <a class="tile" href={`/app/lists/${list.id}`}>
      <span class="tile-title">{list.name}</span>
      {about ? <span class="tile-detail">{about}</span> : null}
      <span class="tile-chips">
        <VisibilityChip list={list} persons={persons} />
        {list.type === "ideas" ? null : <Chip>{t.lists.types[list.type]}</Chip>}
      </span>
      {list.owner ? <span class="tile-foot">{mine ? t.lists.yours : t.lists.by(list.owner.name)}</span> : null}
    </a>
  );
}
