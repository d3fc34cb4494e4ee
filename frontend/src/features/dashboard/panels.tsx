// What the first screen tells beside the next occasion: each a short row of things, each thing a link.
import type { ComponentChildren } from "preact";
import { money, soon } from "../../core/format";
import { t } from "../../core/i18n";
import { Avatar, GiftPicture } from "../../ui/parts";
import { STATUSES } from "../list_items/status";
import type { Assignment, Idea, PersonCounts } from "./data";

export function Panel({ title, more, children }: { title: string; more?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="panel home-panel" aria-label={title}>
      <h2 class="home-head">
        {title}
        {more}
      </h2>
      {children}
    </section>
  );
}

export function Assignments({ rows }: { rows: readonly Assignment[] }) {
  return (
    <Panel title={t.home.mine}>
      {rows.length === 0 ? <p class="muted">{t.home.mineNone}</p> : null}
      <ul>
        {rows.map((item) => (
          <li key={item.id}>
            <a class="line" href={`/app/lists/${item.list_id}?item=${item.id}`}>
              <GiftPicture name={item.gift.name} url={item.gift.image_url} />
              <span class="line-words">
                <span class="line-title">{item.gift.name}</span>
                <span class="line-detail">
                  {[item.person ? t.lists.forPerson(item.person.name) : item.list.name, item.occasion ? `${item.occasion.name} ${soon(item.occasion.days_until)}` : null].filter(Boolean).join(" · ")}
                </span>
              </span>
              <span class={`step ${item.status}`}>{t.status[item.status]}</span>
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function Fewest({ rows }: { rows: readonly PersonCounts[] }) {
  return (
    <Panel title={t.home.people}>
      <ul>
        {rows.map(({ person, counts }) => {
          const none = STATUSES.every((status) => counts[status] === 0);
          return (
            <li key={person.id}>
              <a class="line" href={`/app/people/${person.id}`}>
                <Avatar name={person.name} url={person.image_url} size={32} />
                <span class="line-words">
                  <span class="line-title">{person.name}</span>
                </span>
                {none ? (
                  <span class="line-detail">{t.home.nothingYet}</span>
                ) : (
                  <span class="summary-counts">
                    {STATUSES.map((status) => (
                      <span key={status} class={`pip ${status}`} data-none={counts[status] === 0 || undefined} title={t.status[status]}>
                        <span class="sr">{t.status[status]}: </span>
                        {counts[status]}
                      </span>
                    ))}
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

export function Ideas({ rows }: { rows: readonly Idea[] }) {
  return (
    <Panel title={t.home.ideas}>
      <ul>
        {rows.map((item) => (
          <li key={item.id}>
            <a class="line" href={`/app/lists/${item.list_id}?item=${item.id}`}>
              <GiftPicture name={item.gift.name} url={item.gift.image_url} />
              <span class="line-words">
                <span class="line-title">{item.gift.name}</span>
                <span class="line-detail">{item.list.name}</span>
              </span>
              {item.gift.price === null ? null : <span class="line-detail amount">{money(item.gift.price)}</span>}
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
