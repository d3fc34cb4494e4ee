// Tags in a form: typed, or picked from those that there are.
import { useId, useRef, useState } from "preact/hooks";
import { t } from "../../core/i18n";
import { useQuery } from "../../core/query";
import { Icon } from "../../ui/icon";
import { addIcon, closeIcon } from "../../ui/icons";
import { tags as allTags } from "./data";
import { suggested, withTags, withoutTag } from "./words";

const OFFERED = 6;

export function TagField({ names, onInput, error }: { names: readonly string[]; onInput: (names: string[]) => void; error?: string | undefined }) {
  const id = useId();
  const [typed, type] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const known = useQuery(allTags).data?.map((one) => one.name) ?? [];
  const add = (text: string) => {
    onInput(withTags(names, text));
    type("");
  };
  return (
    <div class="field">
      <label for={id}>{t.tags.title}</label>
      <div class="tag-box">
        {names.map((name) => (
          <button
            key={name}
            type="button"
            class="tag-held"
            aria-label={t.tags.takeOff(name)}
            onClick={() => {
              onInput(withoutTag(names, name));
              input.current?.focus();
            }}
          >
            {name}
            <Icon of={closeIcon} size={14} />
          </button>
        ))}
        <input
          ref={input}
          id={id}
          class="tag-input"
          autocomplete="off"
          maxLength={200}
          aria-describedby={`${id}-hint`}
          aria-invalid={error ? true : undefined}
          value={typed}
          onInput={(event) => (event.currentTarget.value.includes(",") ? add(event.currentTarget.value) : type(event.currentTarget.value))}
          onKeyDown={(event) => {
            if (event.key === "Enter" && typed.trim()) {
              event.preventDefault();
              add(typed);
            } else if (event.key === "Backspace" && typed === "" && names.length) onInput(names.slice(0, -1));
          }}
          onBlur={() => typed.trim() && add(typed)}
        />
      </div>
      <div id={`${id}-hint`} class={error ? "field-error" : "hint tag-offers"}>
        {error ?? null}
        {error
          ? null
          : suggested(known, names, typed, OFFERED).map((name) => (
              // Before the field loses the focus and takes what is half typed for a tag.
              <button key={name} type="button" class="tag-toggle" onPointerDown={(event) => event.preventDefault()} onClick={() => add(name)}>
                <Icon of={addIcon} size={14} />
                {name}
              </button>
            ))}
        {error || known.length ? null : t.tags.hint}
      </div>
    </div>
  );
}
