// Tags where they stand, and as a row to choose from.
import { useState } from "preact/hooks";
import { t } from "../../core/i18n";
import { useQuery } from "../../core/query";
import { Icon } from "../../ui/icon";
import { tagIcon } from "../../ui/icons";
import { lazy } from "../../ui/lazy";
import { tags as allTags } from "./data";
import { hasTag, withTags, withoutTag } from "./words";

const TagsDialog = lazy(() => import("./tags_dialog").then((found) => found.TagsDialog));

function useColors(): (name: string) => string | undefined {
  const all = useQuery(allTags).data ?? [];
  return (name) => all.find((one) => hasTag([one.name], name))?.color ?? undefined;
}

function Dot({ color }: { color: string | undefined }) {
  return color ? <span class="tag-dot" style={{ background: color }} aria-hidden="true" /> : null;
}

export function TagChips({ names }: { names: readonly string[] }) {
  const colorOf = useColors();
  return (
    <>
      {names.map((name) => (
        <span key={name} class="chip">
          <Dot color={colorOf(name)} />
          {name}
        </span>
      ))}
    </>
  );
}

/** With `names` those that there are to choose from; what fits one of the chosen is shown. */
export function TagFilter({ names, chosen, onInput }: { names: readonly string[]; chosen: readonly string[]; onInput: (chosen: string[]) => void }) {
  const colorOf = useColors();
  const [managing, manage] = useState(false);
  if (names.length === 0) return null;
  return (
    <div class="tag-filter" role="group" aria-label={t.tags.filter}>
      {names.map((name) => {
        const on = hasTag(chosen, name);
        return (
          <button key={name} type="button" class="tag-toggle" aria-pressed={on} onClick={() => onInput(on ? withoutTag(chosen, name) : withTags(chosen, name))}>
            <Dot color={colorOf(name)} />
            {name}
          </button>
        );
      })}
      <button type="button" class="tag-toggle manage" onClick={() => manage(true)}>
        <Icon of={tagIcon} size={15} />
        {t.tags.manage}
      </button>
      {managing ? <TagsDialog onClose={() => manage(false)} /> : null}
    </div>
  );
}
