// An occasion, made or changed.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { readMoney } from "../../core/amount";
import { household, moneyInput } from "../../core/format";
import { t } from "../../core/i18n";
import { wrong } from "../../core/problems";
import { useQuery } from "../../core/query";
import { go } from "../../core/router";
import { useVersion } from "../../core/version";
import { FormDialog } from "../../ui/dialog";
import { Choose, MoneyField, TextArea, TextField, type Choice } from "../../ui/field";
import { persons as allPersons } from "../persons/data";
import { changeOccasion, createOccasion, type NewOccasion, type Occasion } from "./data";

export function OccasionForm({ occasion, onClose }: { occasion?: Occasion; onClose: () => void }) {
  const [draft, set] = useState({
    name: occasion?.name ?? "",
    type: occasion?.type ?? ("holiday" as Occasion["type"]),
    date: occasion?.date ?? "",
    repeats: occasion?.repeats ?? ("never" as Occasion["repeats"]),
    description: occasion?.description ?? "",
    budget: moneyInput(occasion?.budget ?? null),
  });
  const [chosen, choose] = useState<ReadonlySet<number>>(new Set());
  const persons = useQuery(occasion ? null : allPersons).data ?? [];
  const put = (part: Partial<typeof draft>) => set({ ...draft, ...part });
  const budget = readMoney(draft.budget);
  const opened = useVersion(occasion?.version ?? 0);
  const action = useAction(async () => {
    const body: NewOccasion = {
      name: draft.name.trim(),
      type: draft.type,
      date: draft.date,
      repeats: draft.repeats,
      description: draft.description.trim() || null,
      budget: budget ?? null,
    };
    if (occasion) await opened((version) => changeOccasion(occasion.id, body, version));
    else go(`/occasions/${await createOccasion({ ...body, person_ids: [...chosen] })}`);
  });
  const toggle = (id: number) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    choose(next);
  };
  return (
    <FormDialog
      title={occasion ? t.occasions.editTitle(occasion.name) : t.occasions.new}
      submit={occasion ? t.save : t.add}
      busy={action.busy}
      error={action.error}
      onClose={onClose}
      onSubmit={async () => {
        if (budget !== undefined && (await action.run())) onClose();
      }}
    >
      <TextField label={t.occasions.name} required first maxLength={200} value={draft.name} onInput={(name) => put({ name })} error={wrong(action.error, "name")} />
      <div class="form-row narrow">
        <TextField label={t.occasions.date} type="date" required value={draft.date} onInput={(date) => put({ date })} error={wrong(action.error, "date")} />
        <MoneyField label={t.occasions.budget} currency={household().currency} value={draft.budget} onInput={(text) => put({ budget: text })} error={budget === undefined ? t.problem.amount : wrong(action.error, "budget")} />
      </div>
      <Choose
        label={t.occasions.type}
        wide
        value={draft.type}
        choices={(["holiday", "birthday", "other"] as const).map((one): Choice => [one, t.occasions.types[one]])}
        onInput={(type) => put({ type: type as Occasion["type"] })}
      />
      <Choose
        label={t.occasions.repeats}
        wide
        value={draft.repeats}
        choices={(["never", "yearly"] as const).map((one): Choice => [one, t.occasions.repeatsChoices[one]])}
        onInput={(repeats) => put({ repeats: repeats as Occasion["repeats"] })}
      />
      {persons.length ? (
        <fieldset class="choose">
          <legend>{t.occasions.people}</legend>
          <div class="ticks">
            {persons.map((person) => (
              <label key={person.id} class="tick">
                <input type="checkbox" checked={chosen.has(person.id)} onChange={() => toggle(person.id)} />
                <span>{person.name}</span>
              </label>
            ))}
          </div>
        </fieldset>
      ) : null}
      <TextArea label={t.occasions.description} value={draft.description} onInput={(description) => put({ description })} />
    </FormDialog>
  );
}
