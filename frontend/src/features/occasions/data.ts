// Occasions: a day, the people who get something, what it may cost.
import { call, type Body, type Data, type Row } from "../../core/api";
import type { Source } from "../../core/query";
import { onEvent, stale } from "../../core/sync";

export type Occasion = Row<"GET /occasions">;
export type OccasionDetail = Data<"GET /occasions/{id}">;
export type NewOccasion = Body<"POST /occasions">;
export type OccasionFields = Body<"PUT /occasions/{id}">;

export const occasions: Source<Occasion[]> = {
  key: ["occasions", "all"],
  fetch: async (signal) => (await call("GET /occasions", { query: { limit: 200 }, signal })).data,
  topics: ["occasions:all"],
};

export const oneOccasion = (id: number): Source<OccasionDetail> => ({
  key: ["occasions", "one", id],
  fetch: async (signal) => (await call("GET /occasions/{id}", { path: { id }, signal })).data,
  // Sums change with every item on its lists.
  topics: [`occasion:${id}`, "list-items:all"],
});

export async function createOccasion(body: NewOccasion): Promise<number> {
  const { id } = (await call("POST /occasions", { body })).data;
  stale(["occasions"]);
  return id;
}

export async function changeOccasion(id: number, body: OccasionFields, ifVersion: number): Promise<void> {
  await call("PUT /occasions/{id}", { path: { id }, body, ifVersion });
  stale(["occasions"]);
}

/** Lists for it stay, without an occasion. */
export async function deleteOccasion(id: number): Promise<void> {
  await call("DELETE /occasions/{id}", { path: { id }, query: { force: true } });
  stale(["occasions"]);
  stale(["lists"]);
}

export async function addPersonTo(id: number, person_id: number, budget: string | null): Promise<void> {
  await call("POST /occasions/{id}/persons", { path: { id }, body: budget === null ? { person_id } : { person_id, budget } });
  stale(["occasions", "one", id]);
}

export async function setBudget(id: number, person_id: number, budget: string | null): Promise<void> {
  await call("PUT /occasions/{id}/persons/{person_id}", { path: { id, person_id }, body: { budget } });
  stale(["occasions", "one", id]);
}

export async function removePersonFrom(id: number, person_id: number): Promise<void> {
  await call("DELETE /occasions/{id}/persons/{person_id}", { path: { id, person_id } });
  stale(["occasions", "one", id]);
}

onEvent("occasion", () => {
  stale(["occasions"]);
  stale(["persons", "one"]);
});
