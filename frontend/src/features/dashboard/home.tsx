// Where one arrives: what comes next, what is one's own to do, what happened.
import { ago, moment } from "../../core/format";
import { t } from "../../core/i18n";
import { now } from "../../core/now";
import { useQuery } from "../../core/query";
import { session } from "../../core/session";
import { useStore } from "../../core/store";
import { Icon } from "../../ui/icon";
import { listIcon, nextIcon, occasionIcon, peopleIcon } from "../../ui/icons";
import { Head, Waiting } from "../../ui/parts";
import { ActivityLine } from "../activity/line";
import { OccasionLink } from "../occasions/occasion_link";
import { dashboard, type Dashboard } from "./data";
import { Next } from "./next_occasion";
import { Assignments, Fewest, Ideas, Panel } from "./panels";

/** An empty house: where to begin. */
function Begin() {
  const steps = [
    { to: "/app/people", icon: peopleIcon, ...t.home.steps.people },
    { to: "/app/occasions", icon: occasionIcon, ...t.home.steps.occasions },
    { to: "/app/lists", icon: listIcon, ...t.home.steps.lists },
  ];
  return (
    <div class="begin">
      <p class="lead">{t.home.begin}</p>
      <ol>
        {steps.map((step) => (
          <li key={step.to}>
            <a class="row" href={step.to}>
              <span class="empty-icon">
                <Icon of={step.icon} size={24} />
              </span>
              <span class="row-words">
                <span class="row-title">{step.title}</span>
                <span class="row-detail">{step.text}</span>
              </span>
              <Icon of={nextIcon} />
            </a>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Latest({ rows }: { rows: Dashboard["activity"] }) {
  const at = useStore(now);
  return (
    <Panel title={t.activity.title} more={<a href="/app/activity">{t.home.all}</a>}>
      <ol class="happenings">
        {rows.map((one) => (
          <ActivityLine
            key={one.id}
            happened={one}
            when={
              <time dateTime={one.timestamp} title={moment(one.timestamp)}>
                {ago(one.timestamp, at)}
              </time>
            }
          />
        ))}
      </ol>
    </Panel>
  );
}

function Upcoming({ rows }: { rows: Dashboard["upcoming"] }) {
  return (
    <Panel title={t.home.upcoming}>
      <div class="rows plain">
        {rows.map((occasion) => (
          <OccasionLink key={occasion.id} occasion={occasion} />
        ))}
      </div>
    </Panel>
  );
}

function Board({ data }: { data: Dashboard }) {
  const { occasion, pipeline, people, ideas, assignments, activity, upcoming } = data;
  const nothing = !occasion && !people.length && !ideas.length && !assignments.length && !upcoming.length;
  if (nothing) {
    return (
      <>
        <Begin />
        {activity.length ? <Latest rows={activity} /> : null}
      </>
    );
  }
  return (
    <div class="home">
      <div class="home-part">
        {occasion ? (
          <Next occasion={occasion} counts={pipeline} />
        ) : (
          <section class="panel no-next">
            <p class="muted">{t.home.noOccasion}</p>
            <a class="button" href="/app/lists">
              {t.nav.lists}
            </a>
          </section>
        )}
        <Assignments rows={assignments} />
        {people.length ? <Fewest rows={people} /> : null}
      </div>
      <div class="home-part">
        {upcoming.length ? <Upcoming rows={upcoming} /> : null}
        {ideas.length ? <Ideas rows={ideas} /> : null}
        {activity.length ? <Latest rows={activity} /> : null}
      </div>
    </div>
  );
}

export default function Home() {
  const { data, error } = useQuery(dashboard);
  const who = useStore(session);
  return (
    <>
      <Head title={t.home.hello(who.state === "in" ? who.me.name : "")} />
      {data ? <Board data={data} /> : <Waiting error={error} shape="cards" />}
    </>
  );
}
