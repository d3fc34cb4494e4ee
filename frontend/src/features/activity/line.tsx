// Something that happened, as one sentence that leads to the thing.
import type { ComponentChildren } from "preact";
import { t } from "../../core/i18n";
import { Avatar } from "../../ui/parts";
import { Mark } from "../shell/mark";
import type { Activity, Entity } from "./data";

const PLACES: Partial<Record<Entity, string>> = {
  person: "people",
  occasion: "occasions",
  list: "lists",
  gift: "gifts",
  list_item: "items",
  comment: "comments",
};

export function placeOf({ entity, entity_id, action }: Pick<Activity, "entity" | "entity_id" | "action">): string | null {
  const place = PLACES[entity];
  return place && action !== "DELETED" ? `/app/${place}/${entity_id}` : null;
}

export function ActivityLine({ happened, when }: { happened: Activity; when: ComponentChildren }) {
  const { actor, action, entity, entity_name } = happened;
  const place = placeOf(happened);
  const [before, after] = t.activity.did(action, entity);
  return (
    <li class="happened">
      {actor ? <Avatar name={actor.name} url={actor.avatar_url} size={28} /> : <Mark size={28} />}
      <p class="happened-words">
        <b>{actor?.name ?? "familydash"}</b> {before} {place ? <a href={place}>{entity_name}</a> : <span>{entity_name}</span>}
        {after ? ` ${after}` : null} <span class="happened-when">· {when}</span>
      </p>
    </li>
  );
}
