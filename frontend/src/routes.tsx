// Every screen of the app. `/` is where one arrives.
import type { Route } from "./core/router";

export const HOME = "/lists";

export const routes: Route[] = [
  { path: "/lists", load: () => import("./features/lists/overview") },
  { path: "/lists/:id", load: () => import("./features/lists/one_list") },
  { path: "/people", load: () => import("./features/persons/people") },
  { path: "/people/:id", load: () => import("./features/persons/one_person") },
  { path: "/occasions", load: () => import("./features/occasions/overview") },
  { path: "/occasions/:id", load: () => import("./features/occasions/one_occasion") },
  { path: "/gifts", load: () => import("./features/gifts/gifts") },
  { path: "/settings", load: () => import("./features/settings/settings") },
];
