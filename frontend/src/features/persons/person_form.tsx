// A person, made or changed.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { today } from "../../core/format";
import { t } from "../../core/i18n";
import { wrong } from "../../core/problems";
import { useVersion } from "../../core/version";
import { FormDialog } from "../../ui/dialog";
import { TextArea, TextField } from "../../ui/field";
import { PictureField } from "../media/picture_field";
import { TagField } from "../tags/tag_field";
import { changePerson, createPerson, type NewPerson, type Person } from "./data";
import { readInterests, readSizes, writeSizes } from "./facts";

type Text = "name" | "relationship" | "birthdate" | "interests" | "sizes" | "constraints" | "notes";
type Draft = Record<Text, string> & { photo: string | null; tags: string[] };

const draftOf = (person?: Person): Draft => ({
  name: person?.name ?? "",
  relationship: person?.relationship ?? "",
  birthdate: person?.birthdate ?? "",
  interests: person?.interests.join(", ") ?? "",
  sizes: writeSizes(person?.sizes ?? {}),
  constraints: person?.constraints ?? "",
  notes: person?.notes ?? "",
  photo: person?.photo_url ?? null,
  tags: person?.tags ?? [],
});

const bodyOf = (draft: Draft): NewPerson => ({
  name: draft.name.trim(),
  relationship: draft.relationship.trim() || null,
  birthdate: draft.birthdate || null,
  interests: readInterests(draft.interests),
  sizes: readSizes(draft.sizes),
  constraints: draft.constraints.trim() || null,
  notes: draft.notes.trim() || null,
  photo_url: draft.photo,
  tags: draft.tags,
});

export function PersonForm({ person, onClose }: { person?: Person; onClose: () => void }) {
  const [draft, set] = useState(() => draftOf(person));
  const opened = useVersion(person?.version ?? 0);
  const action = useAction(async () => {
    if (person) await opened((version) => changePerson(person.id, bodyOf(draft), version));
    else await createPerson(bodyOf(draft));
  });
  const field = (name: Text) => ({ value: draft[name], onInput: (text: string) => set((now) => ({ ...now, [name]: text })), error: wrong(action.error, name) });
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
      <PictureField face label={t.media.title} name={draft.name} url={draft.photo} onInput={(photo) => set((now) => ({ ...now, photo }))} />
      <div class="form-row">
        <TextField label={t.persons.birthdate} type="date" max={today()} {...field("birthdate")} hint={t.persons.birthdateHint} />
        <TextField label={t.persons.relationship} maxLength={200} {...field("relationship")} hint={t.persons.relationshipHint} />
      </div>
      <TextField label={t.persons.interests} {...field("interests")} hint={t.persons.interestsHint} />
      <TagField names={draft.tags} onInput={(tags) => set((now) => ({ ...now, tags }))} error={wrong(action.error, "tags")} />
      <TextArea label={t.persons.sizes} {...field("sizes")} hint={t.persons.sizesHint} />
      <TextArea label={t.persons.constraints} {...field("constraints")} hint={t.persons.constraintsHint} />
      <TextArea label={t.persons.notes} {...field("notes")} />
    </FormDialog>
  );
}
