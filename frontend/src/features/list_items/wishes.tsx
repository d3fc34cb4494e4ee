// A list as the one sees it for whom it is: wishes, and nothing of what the others do with them.
import { glowName, glowing } from "../../core/glow";
import { useStore } from "../../core/store";
import { lazy } from "../../ui/lazy";
import { ItemFace } from "./card";
import type { Item } from "./data";
import { useOpenItem, type Said } from "./open_item";

const EditItem = lazy(() => import("./edit_item").then((found) => found.EditItem));

export function Wishes({ items, said }: { items: readonly Item[]; said: Said }) {
  const [open, show] = useOpenItem(items);
  const glows = useStore(glowing);
  return (
    <>
      <div class="wishes">
        {items.map((item) => (
          <article key={item.id} class={glows.has(glowName("list_item", item.id)) ? "card glow" : "card"} aria-label={item.gift.name} data-card={item.id}>
            <ItemFace item={item} said={said.get(item.id) ?? 0} onEdit={() => show({ item, side: "form" })} onTalk={() => show({ item, side: "talk" })} />
          </article>
        ))}
      </div>
      {open ? <EditItem {...open} own keptFrom={null} onClose={() => show(null)} /> : null}
    </>
  );
}
