// Whom something can be kept from.
import { useQuery } from "../../core/query";
import { currentMe } from "../../core/session";
import { persons } from "./data";

/** The name of the person a thing is for; null where that is nobody, or the one who is looking. */
export function useKeptFrom(person: number | null): string | null {
  const somebodyElse = person !== null && person !== currentMe()?.person_id;
  const all = useQuery(somebodyElse ? persons : null).data;
  return all?.find((one) => one.id === person)?.name ?? null;
}
