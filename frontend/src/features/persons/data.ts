// The people that presents are for.
import { call, type Body, type Data, type Row } from "../../core/api";
import type { Source } from "../../core/query";
import { onEvent, stale } from "../../core/sync";

export type Person = Row<"GET /persons">;
export type PersonDetail = Data<"GET /persons/{id}">;
export type PersonFields = Body<"PUT /persons/{id}">;
export type NewPerson = Body<"POST /persons">;

export const persons: Source<Person[]> = {
  key: ["persons", "all"],
  fetch: async (signal) => (await call("GET /persons", { query: { limit: 200 }, signal })).data,
  topics: ["persons:all"],
};

export const onePerson = (id: number): Source<PersonDetail> => ({
  key: ["persons", "one", id],
  fetch: async (signal) => (await call("GET /persons/{id}", { path: { id }, signal })).data,
  topics: [`person:${id}`],
});

function changed(): void {
  stale(["persons"]);
  stale(["occasions"]); // birthdays follow name and date
}

export async function createPerson(body: NewPerson): Promise<number> {
  const { id } = (await call("POST /persons", { body })).data;
  changed();
  return id;
}

export async function changePerson(id: number, body: PersonFields, ifVersion: number): Promise<void> {
  await call("PUT /persons/{id}", { path: { id }, body, ifVersion });
  changed();
}

/** Lists for them stay, without a person. */
export async function deletePerson(id: number): Promise<void> {
  await call("DELETE /persons/{id}", { path: { id }, query: { force: true } });
  changed();
  stale(["lists"]);
}

onEvent("person", () => {
  stale(["persons"]);
  stale(["occasions", "one"]);
});
