// `/items/7`: to the list that it is on.
import { useEffect } from "preact/hooks";
import { call } from "../../core/api";
import { t } from "../../core/i18n";
import { useQuery, type Source } from "../../core/query";
import { go, type Params } from "../../core/router";
import { Head, Waiting } from "../../ui/parts";

const place = (id: number): Source<string> => ({
  key: ["places", "item", id],
  fetch: async (signal) => `/lists/${(await call("GET /list-items/{id}", { path: { id }, signal })).data.list_id}?item=${id}`,
});

export default function WayToItem({ params }: { params: Params }) {
  const { data: there, error } = useQuery(place(Number(params["id"])));
  useEffect(() => {
    if (there) go(there, true);
  }, [there]);
  return (
    <>
      {error ? <Head title={t.lists.title} back={{ href: "/app/lists", label: t.lists.title }} /> : null}
      <Waiting error={error} />
    </>
  );
}
