// `/comments/7`: to the thing that it is about.
import { useEffect } from "preact/hooks";
import { call } from "../../core/api";
import { t } from "../../core/i18n";
import { useQuery, type Source } from "../../core/query";
import { go, type Params } from "../../core/router";
import { Head, Waiting } from "../../ui/parts";
import type { Parent } from "./data";

async function placeOf({ type, id }: Parent, signal: AbortSignal): Promise<string> {
  if (type === "person") return `/people/${id}?talk`;
  if (type === "occasion") return `/occasions/${id}?talk`;
  if (type === "list") return `/lists/${id}?talk`;
  if (type === "gift") return `/gifts/${id}?talk`;
  return `/lists/${(await call("GET /list-items/{id}", { path: { id }, signal })).data.list_id}?item=${id}&talk`;
}

const place = (id: number): Source<string> => ({
  key: ["places", "comment", id],
  fetch: async (signal) => {
    const { parent_type, parent_id } = (await call("GET /comments/{id}", { path: { id }, signal })).data;
    return placeOf({ type: parent_type, id: parent_id }, signal);
  },
});

export default function WayToComment({ params }: { params: Params }) {
  const { data: there, error } = useQuery(place(Number(params["id"])));
  useEffect(() => {
    if (there) go(there, true);
  }, [there]);
  return (
    <>
      {error ? <Head title={t.comments.title} back={{ href: "/app/home", label: t.nav.home }} /> : null}
      <Waiting error={error} />
    </>
  );
}
