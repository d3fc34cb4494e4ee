// One gift on a list, as a card of the board.
import { money } from "../../core/format";
import { glowName, glowing } from "../../core/glow";
import { t } from "../../core/i18n";
import { currentMe } from "../../core/session";
import { useStore } from "../../core/store";
import { Icon } from "../../ui/icon";
import { assignIcon, moveIcon, shopIcon } from "../../ui/icons";
import { Menu, type MenuItem } from "../../ui/menu";
import { Avatar, Chip, GiftPicture, ownPicture } from "../../ui/parts";
import { TalkCount } from "../comments/count";
import type { ShortUser } from "../users/data";
import type { Assignee, Item } from "./data";
import { nextSteps, type Status } from "./status";
import { plannedPrice } from "./sums";

function shopOf(url: string): string | null {
  try {
    const { protocol, hostname } = new URL(url);
    return protocol === "https:" || protocol === "http:" ? hostname.replace(/^www\./, "") : null;
  } catch {
    return null;
  }
}

export interface FaceProps {
  item: Item;
  /** How much was said about it. */
  said: number;
  onEdit: () => void;
  onTalk: () => void;
}

/** Picture, name, price, notes: what a card and a wish have in common. */
export function ItemFace({ item, said, onEdit, onTalk }: FaceProps) {
  const { gift } = item;
  const price = item.status === "purchased" || item.status === "received" ? (item.actual_price ?? plannedPrice(item)) : plannedPrice(item);
  const shop = gift.url === null ? null : shopOf(gift.url);
  return (
    <div class="card-face">
      {ownPicture(gift.image_url) ? <GiftPicture name={gift.name} url={gift.image_url} /> : null}
      <div class="card-words">
        <h3>
          <button type="button" class="card-title" data-act="edit" aria-label={t.items.edit(gift.name)} onClick={onEdit}>
            {gift.name}
          </button>
        </h3>
        <div class="card-line">
          <p class="card-meta">
            {item.quantity > 1 ? <span>{t.items.times(item.quantity)}</span> : null}
            {price === null ? null : <span class="amount">{money(price)}</span>}
            {shop && gift.url ? (
              <a class="shop" href={gift.url} target="_blank" rel="noreferrer noopener" aria-label={t.items.shop(gift.name)}>
                <Icon of={shopIcon} size={13} />
                <span>{shop}</span>
              </a>
            ) : null}
          </p>
          <TalkCount count={said} label={t.comments.on(gift.name, said)} onOpen={onTalk} />
        </div>
        {item.notes ? <p class="card-notes">{item.notes}</p> : null}
        {item.withdrawn ? (
          <span title={t.items.withdrawnHint}>
            <Chip tone="warn">{t.items.withdrawn}</Chip>
          </span>
        ) : null}
      </div>
    </div>
  );
}

export interface CardProps extends FaceProps {
  users: readonly ShortUser[];
  onMove: (to: Status) => void;
  onAssign: (to: Assignee | null) => void;
}

export function Card({ item, users, said, onEdit, onTalk, onMove, onAssign }: CardProps) {
  const glows = useStore(glowing).has(glowName("list_item", item.id));
  const { gift, assignee } = item;
  return (
    <article class={glows ? "card glow" : "card"} aria-label={gift.name}>
      <ItemFace item={item} said={said} onEdit={onEdit} onTalk={onTalk} />
      <footer class="card-foot">
        <span data-act="assign">
          <Menu class={assignee ? "assign" : "assign none"} label={t.items.assign(gift.name)} items={assignments(item, users, onAssign)}>
            {assignee ? <Avatar name={assignee.name} url={assignee.avatar_url} size={24} /> : <Icon of={assignIcon} size={17} />}
            <span class="assign-name">{assignee?.name ?? t.items.nobodyYet}</span>
          </Menu>
        </span>
        <span data-act="move">
          <Menu
            class="move"
            label={t.items.move(gift.name)}
            items={nextSteps(item.status).map((status) => ({ label: t.status[status], onSelect: () => onMove(status) }))}
          >
            <span>{t.items.moveShort}</span>
            <Icon of={moveIcon} size={16} />
          </Menu>
        </span>
      </footer>
    </article>
  );
}

function assignments(item: Item, users: readonly ShortUser[], onAssign: (to: Assignee | null) => void): MenuItem[] {
  const me = currentMe();
  const others = users.filter((user) => user.id !== me?.id);
  const choice = (user: Assignee, label: string): MenuItem => ({ label, checked: item.assigned_to === user.id, onSelect: () => onAssign(user) });
  return [
    ...(me ? [choice({ id: me.id, name: me.name, avatar_url: me.avatar_url }, t.items.me(me.name))] : []),
    ...others.map((user) => choice(user, user.name)),
    { label: t.items.nobody, checked: item.assignee === null, onSelect: () => onAssign(null) },
  ];
}
