// What was said about a thing, and a line to say more. What others say appears as they say it.
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../core/i18n";
import { useQuery } from "../../core/query";
import { currentMe } from "../../core/session";
import { useStore } from "../../core/store";
import { hiddenIcon } from "../../ui/icons";
import { Avatar, Chip, Waiting } from "../../ui/parts";
import { Composer } from "./composer";
import { drafts as allDrafts, say, thread, underWay, type Parent } from "./data";
import { notYetSaid } from "./drafts";
import { Line } from "./line";

const NEAR = 240; // pixels from the end: about two comments

export interface TalkProps {
  on: Parent;
  /** Whom it can be kept from: the one whom the thing is for, where that is somebody else. */
  keptFrom: string | null;
  /** In a dialog: it has a height of its own, and scrolls. */
  scrolls?: boolean;
}

export function Talk({ on, keptFrom, scrolls = false }: TalkProps) {
  const { data: said, error } = useQuery(thread(on));
  const box = useRef<HTMLDivElement>(null);
  useStore(underWay.layers);
  const me = currentMe();
  const drafts = notYetSaid(useStore(allDrafts), on, said ?? [], me?.id ?? 0);
  useNewest(box, (said?.length ?? 0) + drafts.length);
  if (!said) return <Waiting error={error} lines={2} />;
  return (
    <div class={scrolls ? "talk scrolls" : "talk"}>
      <div ref={box} role="log" aria-label={t.comments.title} tabIndex={scrolls ? 0 : undefined}>
        {said.length + drafts.length === 0 ? <p class="muted talk-none">{t.comments.none}</p> : null}
        <ol class="thread">
          {said.map((comment) => (
            <Line key={comment.id} comment={underWay.over(comment)} keptFrom={keptFrom} />
          ))}
          {me
            ? drafts.map((draft) => (
                <li key={draft.id} class="said" data-sending>
                  <Avatar name={me.name} url={me.avatar_url} size={32} />
                  <div class="said-words">
                    <p class="said-head">
                      <span class="said-who">{me.name}</span>
                      <span class="said-when">{t.comments.sending}</span>
                    </p>
                    <p class="said-text">{draft.content}</p>
                    {draft.visibility === "surprise" && keptFrom !== null ? (
                      <p class="said-chips">
                        <Chip icon={hiddenIcon} tone="secret">
                          {t.lists.hiddenFrom(keptFrom)}
                        </Chip>
                      </p>
                    ) : null}
                  </div>
                </li>
              ))
            : null}
        </ol>
      </div>
      <Composer keptFrom={keptFrom} onSend={(content, visibility) => say(on, content, visibility)} />
    </div>
  );
}

/** Where the thread scrolls by itself, the newest is in sight, unless somebody reads further up. */
function useNewest(box: { readonly current: HTMLElement | null }, count: number): void {
  const before = useRef(0);
  useLayoutEffect(() => {
    const log = box.current;
    const grown = count > before.current;
    const follows = before.current === 0 || (log !== null && log.scrollHeight - log.scrollTop - log.clientHeight < NEAR);
    before.current = count;
    if (log && grown && follows) log.scrollTop = log.scrollHeight;
  }, [count]);
}
