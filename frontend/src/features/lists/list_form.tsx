// Making a list, and changing one: above all, saying who will see it.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { day, today } from "../../core/format";
import { t } from "../../core/i18n";
import { wrong } from "../../core/problems";
import { useQuery } from "../../core/query";
import { go } from "../../core/router";
import { currentMe } from "../../core/session";
import { useVersion } from "../../core/version";
import { FormDialog } from "../../ui/dialog";
import { Choose, Select, TextArea, TextField, type Choice } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { familyIcon, hiddenIcon, privateIcon } from "../../ui/icons";
import { occasions as allOccasions } from "../occasions/data";
import { persons as allPersons } from "../persons/data";
import { changeList, createList, type List, type ListType, type NewList, type Visibility } from "./data";
import { explain, mayRule } from "./words";

const ICONS = { family: familyIcon, surprise: hiddenIcon, private: privateIcon };

interface Draft {
  name: string;
  type: ListType;
  person: string;
  occasion: string;
  visibility: Visibility;
  reveal: string;
  notes: string;
}

function draftOf(list: Partial<List>): Draft {
  return {
    name: list.name ?? "",
    type: list.type ?? "ideas",
    person: list.person_id ? String(list.person_id) : "",
    occasion: list.occasion_id ? String(list.occasion_id) : "",
    visibility: list.visibility ?? usual(list.person_id ? String(list.person_id) : ""),
    reveal: list.reveal_on ?? "",
    notes: list.notes ?? "",
  };
}

/** For somebody else a list is a surprise until somebody says otherwise. */
function usual(person: string): Visibility {
  return person && Number(person) !== currentMe()?.person_id ? "surprise" : "family";
}

function bodyOf(draft: Draft, rules: boolean): NewList {
  const body: NewList = { name: draft.name.trim(), type: draft.type, occasion_id: Number(draft.occasion) || null, notes: draft.notes.trim() || null };
  if (!rules) return body;
  const reveal_on = draft.visibility === "surprise" && draft.reveal ? draft.reveal : null;
  return { ...body, person_id: Number(draft.person) || null, visibility: draft.visibility, reveal_on };
}

/** With `list`, that one is changed; with `preset`, a new one starts from it. */
export function ListForm({ list, preset = {}, onClose }: { list?: List; preset?: Partial<List>; onClose: () => void }) {
  const [draft, set] = useState(() => draftOf(list ?? preset));
  const [decided, decide] = useState(list !== undefined);
  const persons = useQuery(allPersons).data ?? [];
  const occasions = useQuery(allOccasions).data ?? [];
  const put = (part: Partial<Draft>) => set({ ...draft, ...part });
  const rules = !list || mayRule(list);
  const person = persons.find((one) => String(one.id) === draft.person);
  const blocked = rules && draft.visibility === "surprise" && (!person || person.id === currentMe()?.person_id);
  const opened = useVersion(list?.version ?? 0);
  const action = useAction(async () => {
    const body = bodyOf(draft, rules);
    if (list) await opened((version) => changeList(list.id, body, version));
    else go(`/lists/${(await createList(body)).id}`);
  });
  const days = occasions.filter((one) => one.date >= today() || String(one.id) === draft.occasion);

  return (
    <FormDialog
      title={list ? t.lists.edit : t.lists.new}
      submit={list ? t.save : t.lists.create}
      busy={action.busy || blocked}
      error={action.error}
      onClose={onClose}
      onSubmit={async () => {
        if (!blocked && (await action.run())) onClose();
      }}
    >
      <TextField label={t.lists.name} hint={list ? undefined : t.lists.nameHint} required first maxLength={200} value={draft.name} onInput={(name) => put({ name })} error={wrong(action.error, "name")} />
      <div class="form-row">
        {rules ? (
          <Select
            label={t.lists.person}
            value={draft.person}
            choices={[["", t.lists.nobody], ...persons.map((one): Choice => [String(one.id), one.name])]}
            onInput={(next) => put(decided ? { person: next } : { person: next, visibility: usual(next) })}
            error={wrong(action.error, "person_id")}
          />
        ) : null}
        <Select
          label={t.lists.occasion}
          value={draft.occasion}
          choices={[["", t.lists.noOccasionChoice], ...days.map((one): Choice => [String(one.id), `${one.name}, ${day(one.date)}`])]}
          onInput={(occasion) => put({ occasion })}
        />
      </div>
      {rules ? (
        <div class="visibility">
          <Choose
            label={t.lists.visibility}
            wide
            value={draft.visibility}
            choices={(["surprise", "family", "private"] as const).map((one): Choice => [one, t.lists.visibilities[one]])}
            onInput={(next) => {
              decide(true);
              put({ visibility: next as Visibility });
            }}
          />
          <p class={`explain ${draft.visibility}`} role="status">
            <Icon of={ICONS[draft.visibility]} size={18} />
            <span>{explain(draft.visibility, person)}</span>
          </p>
          {draft.visibility === "surprise" ? (
            <TextField label={t.lists.revealOn} type="date" hint={t.lists.revealHint} value={draft.reveal} onInput={(reveal) => put({ reveal })} error={wrong(action.error, "reveal_on")} />
          ) : null}
        </div>
      ) : (
        <p class="hint">{t.lists.ownerOnly}</p>
      )}
      <Choose
        label={t.lists.type}
        wide
        value={draft.type}
        choices={(["ideas", "wishlist", "assigned"] as const).map((one): Choice => [one, t.lists.types[one]])}
        onInput={(type) => put({ type: type as ListType })}
      />
      <TextArea label={t.lists.notes} value={draft.notes} onInput={(notes) => put({ notes })} />
    </FormDialog>
  );
}
