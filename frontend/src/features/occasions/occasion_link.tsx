// An occasion in a row: the leaf of a calendar, the name, how long it is till then.
import { dayParts, daysUntil, soon } from "../../core/format";
import { t } from "../../core/i18n";
import { Icon } from "../../ui/icon";
import { birthdayIcon, holidayIcon, occasionIcon } from "../../ui/icons";
import type { Occasion } from "./data";

const ICONS = { birthday: birthdayIcon, holiday: holidayIcon, other: occasionIcon };

/** All that a row needs: the short forms inside other entities have it too. */
export type OccasionFace = Pick<Occasion, "id" | "name" | "date"> & Partial<Pick<Occasion, "type" | "repeats">>;

export function OccasionLink({ occasion }: { occasion: OccasionFace }) {
  const { day, month } = dayParts(occasion.date);
  return (
    <a class="row" href={`/app/occasions/${occasion.id}`}>
      <span class="leaf">
        <span class="leaf-month">{month}</span>
        <span class="leaf-day">{day}</span>
      </span>
      <span class="row-words">
        <span class="row-title">{occasion.name}</span>
        <span class="row-detail">
          {soon(daysUntil(occasion.date))}
          {occasion.repeats === "yearly" ? ` · ${t.occasions.yearly}` : null}
        </span>
      </span>
      <Icon of={ICONS[occasion.type ?? "other"]} size={20} />
    </a>
  );
}
