// What is coming up, by day.
import { useState } from "preact/hooks";
import { today } from "../../core/format";
import { t } from "../../core/i18n";
import { useQuery } from "../../core/query";
import { Icon } from "../../ui/icon";
import { addIcon, occasionIcon } from "../../ui/icons";
import { lazy } from "../../ui/lazy";
import { Empty, Head, Waiting } from "../../ui/parts";
import { occasions as allOccasions } from "./data";
import { OccasionLink } from "./occasion_link";

const OccasionForm = lazy(() => import("./occasion_form").then((found) => found.OccasionForm));

export default function Overview() {
  const { data, error } = useQuery(allOccasions);
  const [adding, add] = useState(false);
  const now = today();
  const sorted = data?.slice().sort((a, b) => a.date.localeCompare(b.date) || a.id - b.id);
  const coming = sorted?.filter((one) => one.date >= now) ?? [];
  const past = sorted?.filter((one) => one.date < now).reverse() ?? [];
  return (
    <>
      <Head title={t.occasions.title}>
        <button type="button" class="button primary" onClick={() => add(true)}>
          <Icon of={addIcon} />
          {t.occasions.add}
        </button>
      </Head>
      {sorted === undefined ? (
        <Waiting error={error} />
      ) : sorted.length === 0 ? (
        <Empty icon={occasionIcon} title={t.occasions.emptyTitle} text={t.occasions.emptyText} />
      ) : (
        <>
          <section class="group" aria-label={t.occasions.upcoming}>
            <div class="rows">
              {coming.map((occasion) => (
                <OccasionLink key={occasion.id} occasion={occasion} />
              ))}
            </div>
          </section>
          {past.length ? (
            <details class="group past">
              <summary>{t.occasions.showPast}</summary>
              <div class="rows">
                {past.map((occasion) => (
                  <OccasionLink key={occasion.id} occasion={occasion} />
                ))}
              </div>
            </details>
          ) : null}
        </>
      )}
      {adding ? <OccasionForm onClose={() => add(false)} /> : null}
    </>
  );
}
