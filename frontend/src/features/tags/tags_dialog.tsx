// The tags of the house: renamed, coloured, deleted.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { ApiError } from "../../core/api";
import { byName } from "../../core/format";
import { t } from "../../core/i18n";
import { sentence } from "../../core/problems";
import { useQuery } from "../../core/query";
import { Confirm, Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { deleteIcon } from "../../ui/icons";
import { Waiting } from "../../ui/parts";
import { changeTag, deleteTag, tags as allTags, type Tag } from "./data";

const NO_COLOR = "#9aa49d";

function why(error: unknown): string {
  return error instanceof ApiError && error.code === "CONFLICT" ? t.tags.taken : sentence(error);
}

function Row({ tag }: { tag: Tag }) {
  const [name, setName] = useState(tag.name);
  const [removing, setRemoving] = useState(false);
  const change = useAction(changeTag);
  const remove = useAction(deleteTag);
  const rename = async () => {
    const wanted = name.trim();
    if (!wanted) return setName(tag.name);
    if (wanted !== tag.name) await change.run(tag.id, { name: wanted });
  };
  return (
    <li class="tag-row">
      <input
        type="color"
        class="tag-color"
        aria-label={t.tags.colorOf(tag.name)}
        value={tag.color?.length === 7 ? tag.color : NO_COLOR}
        onChange={(event) => void change.run(tag.id, { color: event.currentTarget.value })}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void rename();
        }}
      >
        <input class="input" aria-label={t.tags.nameOf(tag.name)} maxLength={200} value={name} onInput={(event) => setName(event.currentTarget.value)} onBlur={() => void rename()} />
      </form>
      <button type="button" class="button icon-only quiet" aria-label={t.tags.remove(tag.name)} onClick={() => setRemoving(true)}>
        <Icon of={deleteIcon} size={18} />
      </button>
      {change.error ? (
        <p class="field-error" role="alert">
          {why(change.error)}
        </p>
      ) : null}
      {removing ? (
        <Confirm
          title={t.tags.removeTitle(tag.name)}
          text={t.tags.removeText}
          confirm={t.remove}
          busy={remove.busy}
          error={remove.error}
          onConfirm={() => void remove.run(tag.id)}
          onClose={() => setRemoving(false)}
        />
      ) : null}
    </li>
  );
}

export function TagsDialog({ onClose }: { onClose: () => void }) {
  const { data, error } = useQuery(allTags);
  return (
    <Dialog title={t.tags.title} onClose={onClose}>
      {data === undefined ? <Waiting error={error} /> : data.length === 0 ? <p class="muted">{t.tags.none}</p> : null}
      <ul class="tag-rows">
        {[...(data ?? [])].sort(byName).map((tag) => (
          <Row key={tag.id} tag={tag} />
        ))}
      </ul>
      <footer class="dialog-foot">
        <span class="spacer" />
        <button type="button" class="button primary" onClick={onClose}>
          {t.tags.done}
        </button>
      </footer>
    </Dialog>
  );
}
