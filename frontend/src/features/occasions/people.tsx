// The people of an occasion, each with what is planned, spent and allowed.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { minor, readMoney } from "../../core/amount";
import { household, money as write, moneyInput } from "../../core/format";
import { t } from "../../core/i18n";
import { sentence } from "../../core/problems";
import { FormDialog } from "../../ui/dialog";
import { MoneyField, Select, type Choice } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { addIcon, deleteIcon, editIcon, moreIcon } from "../../ui/icons";
import { Menu } from "../../ui/menu";
import { Avatar, Bar } from "../../ui/parts";
import { toastProblem } from "../../ui/toast";
import type { Person } from "../persons/data";
import { STATUSES, type Status } from "../list_items/status";
import { addPersonTo, removePersonFrom, setBudget, type OccasionDetail } from "./data";

interface SummaryProps {
  name: string;
  counts: Record<Status, number>;
  planned: string;
  spent: string;
  budget: string | null;
  money: (amount: string) => string;
}

/** The sums in words, beneath a bar that shows them against the budget, or what is spent against the plan. */
export function SummaryLine({ name, counts, planned, spent, budget, money }: SummaryProps) {
  const words = budget === null ? t.occasions.spentPlanned(money(spent), money(planned)) : `${t.occasions.ofBudget(money(planned), money(budget))} · ${money(spent)} ${t.lists.spent}`;
  return (
    <div class="summary">
      <span class="summary-name">{name}</span>
      <span class="summary-counts">
        {STATUSES.map((status) => (
          <span key={status} class={`pip ${status}`} data-none={counts[status] === 0 || undefined} title={t.status[status]}>
            <span class="sr">{t.status[status]}: </span>
            {counts[status]}
          </span>
        ))}
      </span>
      <Bar part={budget === null ? minor(spent) : minor(planned)} whole={budget === null ? minor(planned) : minor(budget)} label={words} />
      <span class="summary-words">{words}</span>
    </div>
  );
}

interface EntryProps {
  occasion: OccasionDetail;
  /** Whose budget is changed; without, somebody is added. */
  person?: { id: number; name: string; budget: string | null };
  persons: readonly Person[];
  onClose: () => void;
}

function Entry({ occasion, person, persons, onClose }: EntryProps) {
  const there = new Set(occasion.persons.map((one) => one.person.id));
  const free = persons.filter((one) => !there.has(one.id) && !one.archived);
  const [id, setId] = useState(String(person?.id ?? free[0]?.id ?? ""));
  const [text, setText] = useState(moneyInput(person?.budget ?? null));
  const budget = readMoney(text);
  const action = useAction(async () => {
    if (person) await setBudget(occasion.id, person.id, budget ?? null);
    else await addPersonTo(occasion.id, Number(id), budget ?? null);
  });
  return (
    <FormDialog
      title={person ? t.occasions.budgetOf(person.name) : t.occasions.addPerson}
      submit={person ? t.save : t.add}
      busy={action.busy || id === ""}
      error={action.error}
      onClose={onClose}
      onSubmit={async () => {
        if (budget !== undefined && (await action.run())) onClose();
      }}
    >
      {person ? null : <Select label={t.occasions.person} first value={id} choices={free.map((one): Choice => [String(one.id), one.name])} onInput={setId} />}
      <MoneyField label={t.occasions.budget} currency={household().currency} first={person !== undefined} value={text} onInput={setText} error={budget === undefined ? t.problem.amount : undefined} />
    </FormDialog>
  );
}

export function People({ occasion, persons }: { occasion: OccasionDetail; persons: readonly Person[] }) {
  const [open, setOpen] = useState<"add" | { id: number; name: string; budget: string | null } | null>(null);
  const rows = occasion.summary.persons;
  const remove = async (id: number) => {
    try {
      await removePersonFrom(occasion.id, id);
    } catch (error) {
      toastProblem(sentence(error));
    }
  };
  return (
    <section class="group" aria-label={t.occasions.people}>
      <h2 class="group-head">
        {t.occasions.people}
        <button type="button" class="button small" onClick={() => setOpen("add")}>
          <Icon of={addIcon} size={18} />
          {t.occasions.addPerson}
        </button>
      </h2>
      {rows.length === 0 ? <p class="muted">{t.occasions.noPeople}</p> : null}
      <ul class="people">
        {rows.map(({ person, ...sums }) => (
          <li key={person.id} class="panel person-row">
            <Avatar name={person.name} url={person.image_url} size={40} />
            <SummaryLine name={person.name} {...sums} money={write} />
            <Menu
              class="button icon-only quiet"
              label={t.persons.editTitle(person.name)}
              items={[
                { label: t.occasions.budget, icon: editIcon, onSelect: () => setOpen({ id: person.id, name: person.name, budget: sums.budget }) },
                { label: t.occasions.removePerson(person.name), icon: deleteIcon, danger: true, onSelect: () => void remove(person.id) },
              ]}
            >
              <Icon of={moreIcon} />
            </Menu>
          </li>
        ))}
      </ul>
      {open === "add" ? <Entry occasion={occasion} persons={persons} onClose={() => setOpen(null)} /> : null}
      {open && open !== "add" ? <Entry occasion={occasion} person={open} persons={persons} onClose={() => setOpen(null)} /> : null}
    </section>
  );
}
