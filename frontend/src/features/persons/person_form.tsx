// A person, made or changed.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { today } from "../../core/format";
import { t } from "../../core/i18n";
import { wrong } from "../../core/problems";
import { useVersion } from "../../core/version";
import { FormDialog } from "../../ui/dialog";
import { TextArea, TextField } from "../../ui/field";
import { changePerson, createPerson, type NewPerson, type Person } from "./data";
import { readInterests, readSizes, writeSizes } from "./facts";

type Text = "name" | "relationship" | "birthdate" | "interests" | "sizes" | "constraints" | "notes";
type Draft = Record<Text, string>;

const draftOf = (person?: Person): Draft => ({
  name: person?.name ?? "",
  relationship: person?.relationship ?? "",
  birthdate: person?.birthdate ?? "",
  interests: person?.interests.join(", ") ?? "",
  sizes: writeSizes(person?.sizes ?? {}),
  constraints: person?.constraints ?? "",
  notes: person?.notes ?? "",
});

const bodyOf = (draft: Draft): NewPerson => ({
  name: draft.name.trim(),
  relationship: draft.relationship.trim() || null,
  birthdate: draft.birthdate || null,
  interests: readInterests(draft.interests),
  sizes: readSizes(draft.sizes),
  constraints: draft.constraints.trim() || null,
  notes: draft.notes.trim() || null,
});

export function PersonForm({ person, onClose }: { person?: Person; onClose: () => void }) {
  const [draft, set] = useState(() => draftOf(person));
  const opened = useVersion(person?.version ?? 0);
  const action = useAction(async () => {
    if (person) await opened((version) => changePerson(person.id, bodyOf(draft), version));
    else await createPerson(bodyOf(draft));
  });
  const field = (name: Text) => ({ value: draft[name], onInput: (text: string) => set({ ...draft, [name]: text }), error: wrong(action.error, name) });
  return (
    <FormDialog
      title={person ? t.persons.editTitle(person.name) : t.persons.new}
      submit={person ? t.save : t.add}
      busy={action.busy}
      error={action.error}
      onClose={onClose}
      onSubmit={async () => (await action.run()) && onClose()}
    >
      <TextField label={t.persons.name} required first maxLength={200} {...field("name")} />
      <div class="form-row">
        <TextField label={t.persons.birthdate} type="date" max={today()} {...field("birthdate")} hint={t.persons.birthdateHint} />
        <TextField label={t.persons.relationship} maxLength={200} {...field("relationship")} hint={t.persons.relationshipHint} />
      </div>
      <TextField label={t.persons.interests} {...field("interests")} hint={t.persons.interestsHint} />
      <TextArea label={t.persons.sizes} {...field("sizes")} hint={t.persons.sizesHint} />
      <TextArea label={t.persons.constraints} {...field("constraints")} hint={t.persons.constraintsHint} />
      <TextArea label={t.persons.notes} {...field("notes")} />
    </FormDialog>
  );
}
