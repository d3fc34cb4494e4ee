// What matters now, out of everything; so whatever happens may change it.
import { call, type Data } from "../../core/api";
import type { Source } from "../../core/query";
import { onAnyEvent, stale } from "../../core/sync";

export type Dashboard = Data<"GET /dashboard">;
export type NextOccasion = NonNullable<Dashboard["occasion"]>;
export type Assignment = Dashboard["assignments"][number];
export type Idea = Dashboard["ideas"][number];
export type PersonCounts = Dashboard["people"][number];

export const dashboard: Source<Dashboard> = {
  key: ["dashboard"],
  fetch: async (signal) => (await call("GET /dashboard", { signal })).data,
  topics: ["lists:all", "list-items:all", "persons:all", "occasions:all", "gifts:all"],
};

onAnyEvent(() => stale(dashboard.key));
