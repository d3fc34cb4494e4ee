// The next day that presents are made for: how far one is, and what it costs.
import { minor } from "../../core/amount";
import { dayParts, money, soon } from "../../core/format";
import { t } from "../../core/i18n";
import { Bar } from "../../ui/parts";
import { STATUSES, type Status } from "../list_items/status";
import type { NextOccasion } from "./data";

/** How many gifts are at which step of their life, as one band. */
function Pipeline({ counts }: { counts: Record<Status, number> }) {
  const all = STATUSES.reduce((sum, status) => sum + counts[status], 0);
  return (
    <div class="pipeline">
      <div class="band" aria-hidden="true">
        {STATUSES.map((status) => (counts[status] ? <span key={status} class={status} style={{ flexGrow: counts[status] }} /> : null))}
        {all === 0 ? <span class="none" /> : null}
      </div>
      <dl>
        {STATUSES.map((status) => (
          <div key={status} class={status}>
            <dt>{t.status[status]}</dt>
            <dd>{counts[status]}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Money({ occasion: { budget, planned, spent } }: { occasion: NextOccasion }) {
  const words = budget === null ? t.occasions.spentPlanned(money(spent), money(planned)) : `${t.occasions.ofBudget(money(planned), money(budget))} · ${money(spent)} ${t.lists.spent}`;
  return (
    <div class="measure">
      <Bar part={minor(budget === null ? spent : planned)} whole={minor(budget === null ? planned : budget)} label={words} />
      <span>{words}</span>
    </div>
  );
}

export function Next({ occasion, counts }: { occasion: NextOccasion; counts: Record<Status, number> | null }) {
  const { day, month } = dayParts(occasion.date);
  const covered = t.home.covered(occasion.people_covered, occasion.people_total);
  return (
    <section class="panel next" aria-label={t.home.next}>
      <a class="next-head" href={`/app/occasions/${occasion.id}`}>
        <span class="leaf">
          <span class="leaf-month">{month}</span>
          <span class="leaf-day">{day}</span>
        </span>
        <span class="row-words">
          <h2>{occasion.name}</h2>
          <span class="row-detail">{soon(occasion.days_until)}</span>
        </span>
      </a>
      {counts ? <Pipeline counts={counts} /> : null}
      <div class="measures">
        {occasion.people_total ? (
          <div class="measure">
            <Bar part={occasion.people_covered} whole={occasion.people_total} label={covered} />
            <span>{covered}</span>
          </div>
        ) : null}
        {minor(occasion.planned) || occasion.budget !== null ? <Money occasion={occasion} /> : null}
      </div>
    </section>
  );
}
