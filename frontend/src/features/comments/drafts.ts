// A comment between pressing "send" and the answer.
export interface Draft {
  /** Below zero: never the id of a comment. */
  id: number;
  parent: string;
  content: string;
  visibility: "family" | "surprise";
  /** The newest comment that was known when it was written. */
  after: number;
}

let last = 0;

export function drafted(on: { type: string; id: number }, content: string, visibility: Draft["visibility"], known: readonly { id: number }[]): Draft {
  last -= 1;
  return { id: last, parent: `${on.type}:${on.id}`, content, visibility, after: Math.max(0, ...known.map((one) => one.id)) };
}

interface Said {
  id: number;
  content: string;
  author: { id: number | null };
}

/** Those about `on` that are not there yet: the event of one's own comment may be faster than the answer to it. */
export function notYetSaid(drafts: readonly Draft[], on: { type: string; id: number }, said: readonly Said[], me: number): Draft[] {
  const taken = new Set<number>();
  return drafts.filter((draft) => {
    if (draft.parent !== `${on.type}:${on.id}`) return false;
    const arrived = said.find((one) => one.id > draft.after && one.author.id === me && one.content === draft.content && !taken.has(one.id));
    if (arrived) taken.add(arrived.id);
    return !arrived;
  });
}
