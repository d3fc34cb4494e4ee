// A list as the one sees it for whom it is: wishes, and nothing of what the others do with them.
import { useState } from "preact/hooks";
import { glowing } from "../../core/glow";
import { useStore } from "../../core/store";
import { ItemFace } from "./card";
import type { Item } from "./data";
import { EditItem } from "./edit_item";

export function Wishes({ items }: { items: readonly Item[] }) {
  const [editing, edit] = useState<Item | null>(null);
  const glows = useStore(glowing);
  return (
    <>
      <div class="wishes">
        {items.map((item) => (
          <article key={item.id} class={glows.has(item.id) ? "card glow" : "card"} aria-label={item.gift.name}>
            <ItemFace item={item} onEdit={() => edit(item)} />
          </article>
        ))}
      </div>
      {editing ? <EditItem item={editing} own onClose={() => edit(null)} /> : null}
    </>
  );
}
