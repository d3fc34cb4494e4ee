// What happened, day by day.
import { useRef, useState } from "preact/hooks";
import { clock, dayWords, moment, today } from "../../core/format";
import { t } from "../../core/i18n";
import { useQuery } from "../../core/query";
import { Select, type Choice } from "../../ui/field";
import { activityIcon } from "../../ui/icons";
import { More } from "../../ui/more";
import { Empty, Head, Waiting } from "../../ui/parts";
import { users as allUsers } from "../users/data";
import { ENTITIES, activity, type Activity, type ActivityPage, type Entity, type Filter } from "./data";
import { ActivityLine } from "./line";

const STEP = 50;

function byDay(rows: readonly Activity[]): [date: string, rows: Activity[]][] {
  const days = new Map<string, Activity[]>();
  for (const row of rows) {
    const date = today(new Date(row.timestamp));
    days.set(date, [...(days.get(date) ?? []), row]);
  }
  return [...days];
}

export default function WhatHappened() {
  const [filter, set] = useState<Filter>({ user: null, entity: null });
  const [count, setCount] = useState(STEP);
  const users = useQuery(allUsers).data ?? [];
  const reading = useQuery(activity(filter, count));
  // What was there stays until more has come: the page does not jump.
  const last = useRef<ActivityPage | undefined>(undefined);
  if (reading.data) last.current = reading.data;
  const page = reading.data ?? last.current;
  const choose = (part: Partial<Filter>) => {
    set({ ...filter, ...part });
    setCount(STEP);
  };
  const filtered = filter.user !== null || filter.entity !== null;
  return (
    <>
      <Head title={t.activity.title} back={{ href: "/app/home", label: t.nav.home }} />
      <div class="filters">
        <Select
          label={t.activity.who}
          value={String(filter.user ?? "")}
          choices={[["", t.activity.everybody], ...users.map((one): Choice => [String(one.id), one.name])]}
          onInput={(id) => choose({ user: Number(id) || null })}
        />
        <Select
          label={t.activity.what}
          value={filter.entity ?? ""}
          choices={[["", t.activity.everything], ...ENTITIES.map((one): Choice => [one, t.activity.kinds[one]])]}
          onInput={(entity) => choose({ entity: (entity || null) as Entity | null })}
        />
      </div>
      {page === undefined ? (
        <Waiting error={reading.error} />
      ) : page.rows.length === 0 ? (
        <Empty icon={activityIcon} title={filtered ? t.activity.noneFound : t.activity.emptyTitle} text={filtered ? t.activity.noneFoundText : t.activity.emptyText} />
      ) : (
        <div class="days" aria-busy={reading.data === undefined}>
          {byDay(page.rows).map(([date, rows]) => (
            <section key={date} class="panel day" aria-label={dayWords(date)}>
              <h2>{dayWords(date)}</h2>
              <ol class="happenings">
                {rows.map((one) => (
                  <ActivityLine
                    key={one.id}
                    happened={one}
                    when={
                      <time dateTime={one.timestamp} title={moment(one.timestamp)}>
                        {clock(one.timestamp)}
                      </time>
                    }
                  />
                ))}
              </ol>
            </section>
          ))}
        </div>
      )}
      {page?.more && reading.data ? <More key={count} onMore={() => setCount(count + STEP)} /> : null}
    </>
  );
}
