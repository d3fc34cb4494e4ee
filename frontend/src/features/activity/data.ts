// What happened in the house, as far as one may know of it.
import { call, type Row } from "../../core/api";
import type { Source } from "../../core/query";
import { onAnyEvent, stale } from "../../core/sync";

export type Activity = Row<"GET /activity">;
export type Entity = Activity["entity"];
export type Happening = Activity["action"];

export const ENTITIES: readonly Entity[] = ["list_item", "comment", "list", "gift", "person", "occasion", "tag", "user"];

export interface Filter {
  user: number | null;
  entity: Entity | null;
}

export interface ActivityPage {
  rows: Activity[];
  more: boolean;
}

const MOST = 200; // what one page of the API holds

/** The newest `count`, the newest first; "more" asks for more of the same. */
export const activity = ({ user, entity }: Filter, count: number): Source<ActivityPage> => ({
  key: ["activity", user, entity, count],
  fetch: async (signal) => {
    const rows: Activity[] = [];
    let cursor: string | null = null;
    do {
      const page: { data: Activity[]; pagination: { next_cursor: string | null } } = await call("GET /activity", {
        query: {
          limit: Math.min(count - rows.length, MOST),
          ...(user === null ? {} : { user_id: [user] }),
          ...(entity === null ? {} : { entity: [entity] }),
          ...(cursor === null ? {} : { cursor }),
        },
        signal,
      });
      rows.push(...page.data);
      cursor = page.pagination.next_cursor;
    } while (cursor !== null && rows.length < count);
    return { rows, more: cursor !== null };
  },
  // There is no topic of all that happens: these carry what mostly does.
  topics: ["lists:all", "list-items:all", "persons:all", "occasions:all", "gifts:all"],
});

onAnyEvent(() => stale(["activity"]));
