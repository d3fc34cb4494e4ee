// Every screen of the app. `/` is where one arrives.
import type { Route } from "./core/router";

export const HOME = "/home";

export const routes: Route[] = [
  { path: "/home", load: () => import("./features/dashboard/home") },
  { path: "/lists", load: () => import("./features/lists/overview") },
  { path: "/lists/:id", load: () => import("./features/lists/one_list") },
  { path: "/people", load: () => import("./features/persons/people") },
  { path: "/people/:id", load: () => import("./features/persons/one_person") },
  { path: "/occasions", load: () => import("./features/occasions/overview") },
  { path: "/occasions/:id", load: () => import("./features/occasions/one_occasion") },
  { path: "/gifts", load: () => import("./features/gifts/gifts") },
  { path: "/gifts/:id", load: () => import("./features/gifts/gifts") },
  { path: "/items/:id", load: () => import("./features/list_items/way_to_item") },
  { path: "/comments/:id", load: () => import("./features/comments/way_to_comment") },
  { path: "/activity", load: () => import("./features/activity/what_happened") },
  { path: "/settings", load: () => import("./features/settings/settings") },
];
