// What is said about a list: who sees it, whose it is, what it is for.
import { shortDay } from "../../core/format";
import { t } from "../../core/i18n";
import { currentMe } from "../../core/session";
import { familyIcon, hiddenIcon, privateIcon } from "../../ui/icons";
import { Chip } from "../../ui/parts";
import type { Person } from "../persons/data";
import type { List, Visibility } from "./data";

/** Whether it is for the one who is looking: then it shows wishes, and nothing of what happens to them. */
export function isMine(list: Pick<List, "person_id">): boolean {
  const me = currentMe();
  return me !== null && me.person_id !== null && list.person_id === me.person_id;
}

export function mayRule(list: Pick<List, "owner">): boolean {
  return list.owner === null || list.owner.id === null || list.owner.id === currentMe()?.id;
}

export function VisibilityChip({ list, persons }: { list: List; persons: readonly Person[] | undefined }) {
  if (list.visibility === "private") return <Chip icon={privateIcon}>{t.lists.onlyYou}</Chip>;
  if (list.visibility === "family") return <Chip icon={familyIcon}>{t.lists.family}</Chip>;
  const person = persons?.find((one) => one.id === list.person_id);
  return (
    <Chip icon={hiddenIcon} tone="secret">
      {person ? t.lists.hiddenFrom(person.name) : t.lists.hidden}
      {list.reveal_on ? ` ${t.lists.until(shortDay(list.reveal_on))}` : null}
    </Chip>
  );
}

/** Plainly, who will see the list and who will not. */
export function explain(visibility: Visibility, person: Person | undefined): string {
  const own = person !== undefined && person.id === currentMe()?.person_id;
  if (visibility === "private") return t.lists.explain.private;
  if (visibility === "family") return person && !own ? t.lists.explain.familyFor(person.name) : t.lists.explain.family;
  if (!person) return t.lists.explain.surpriseNobody;
  return own ? t.lists.explain.surpriseMe : t.lists.explain.surprise(person.name);
}
