// How much was said, on a card: the way to it.
import { Icon } from "../../ui/icon";
import { talkIcon } from "../../ui/icons";

export function TalkCount({ count, label, onOpen }: { count: number; label: string; onOpen: () => void }) {
  return (
    <button type="button" class="talk-count" data-act="talk" data-none={count === 0 || undefined} aria-label={label} onClick={onOpen}>
      <Icon of={talkIcon} size={17} />
      {count ? <span aria-hidden="true">{count}</span> : null}
    </button>
  );
}
