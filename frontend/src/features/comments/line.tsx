// One comment: who, when, what; and for its author a menu.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { ago, moment } from "../../core/format";
import { glowName, glowing } from "../../core/glow";
import { t } from "../../core/i18n";
import { now } from "../../core/now";
import { sentence } from "../../core/problems";
import { currentMe } from "../../core/session";
import { useStore } from "../../core/store";
import { Confirm } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { deleteIcon, doneIcon, editIcon, hiddenIcon, moreIcon, reopenIcon } from "../../ui/icons";
import { Menu, type MenuItem } from "../../ui/menu";
import { Avatar, Chip } from "../../ui/parts";
import { toastProblem } from "../../ui/toast";
import { Composer } from "./composer";
import { changeComment, deleteComment, type Comment } from "./data";

/** When it was said, and whether it says something else by now. */
function When({ comment }: { comment: Comment }) {
  const at = useStore(now);
  return (
    <span class="said-when">
      <time dateTime={comment.created_at} title={moment(comment.created_at)}>
        {ago(comment.created_at, at)}
      </time>
      {comment.updated_at !== comment.created_at && !comment.resolved ? (
        <span title={moment(comment.updated_at)}> · {t.comments.changed(ago(comment.updated_at, at), comment.updated_by?.name ?? comment.author.name)}</span>
      ) : null}
    </span>
  );
}

export function Line({ comment, keptFrom }: { comment: Comment; keptFrom: string | null }) {
  const [open, setOpen] = useState<"edit" | "remove" | null>(null);
  const glows = useStore(glowing).has(glowName("comment", comment.id));
  const me = currentMe();
  const mine = comment.author.id === me?.id;
  const remove = useAction(deleteComment);

  async function resolve(): Promise<void> {
    try {
      await changeComment(comment, { resolved: !comment.resolved });
    } catch (error) {
      toastProblem(sentence(error));
    }
  }

  const items: MenuItem[] = [
    ...(mine
      ? [
          { label: comment.resolved ? t.comments.reopen : t.comments.resolve, icon: comment.resolved ? reopenIcon : doneIcon, onSelect: () => void resolve() },
          { label: t.edit, icon: editIcon, onSelect: () => setOpen("edit") },
        ]
      : []),
    ...(mine || me?.is_admin ? [{ label: t.remove, icon: deleteIcon, danger: true, onSelect: () => setOpen("remove") }] : []),
  ];
  return (
    <li class={glows ? "said glow" : "said"} data-resolved={comment.resolved || undefined}>
      <Avatar name={comment.author.name} url={comment.author.avatar_url} size={32} />
      <article class="said-words" aria-label={t.comments.by(comment.author.name)}>
        <header class="said-head">
          <span class="said-who">{comment.author.name}</span>
          <When comment={comment} />
        </header>
        {open === "edit" ? (
          <Composer
            keptFrom={keptFrom}
            before={comment}
            onCancel={() => setOpen(null)}
            onSend={async (content, visibility) => {
              const change = { ...(content === comment.content ? {} : { content }), ...(visibility === comment.visibility || keptFrom === null ? {} : { visibility }) };
              if (Object.keys(change).length) await changeComment(comment, change);
              setOpen(null);
            }}
          />
        ) : (
          <p class="said-text">{comment.content}</p>
        )}
        {open !== "edit" && (comment.visibility === "surprise" || comment.resolved) ? (
          <p class="said-chips">
            {comment.visibility === "surprise" ? (
              <Chip icon={hiddenIcon} tone="secret">
                {keptFrom === null ? t.lists.hidden : t.lists.hiddenFrom(keptFrom)}
              </Chip>
            ) : null}
            {comment.resolved ? <Chip icon={doneIcon}>{t.comments.resolved}</Chip> : null}
          </p>
        ) : null}
      </article>
      {items.length && open !== "edit" ? (
        <Menu class="button icon-only quiet" label={t.comments.options(comment.content.slice(0, 40))} items={items}>
          <Icon of={moreIcon} size={18} />
        </Menu>
      ) : null}
      {open === "remove" ? (
        <Confirm
          title={t.comments.removeTitle}
          text={t.comments.removeText}
          confirm={t.remove}
          busy={remove.busy}
          error={remove.error}
          onConfirm={() => void remove.run(comment)}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </li>
  );
}
