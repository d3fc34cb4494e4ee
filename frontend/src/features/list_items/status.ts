// The life of a gift on a list: which steps there are, and how to get back.
export type Status = "idea" | "selected" | "purchased" | "received";

export const STATUSES: readonly Status[] = ["idea", "selected", "purchased", "received"];

const STEPS: Record<Status, readonly Status[]> = {
  idea: ["selected", "purchased"],
  selected: ["idea", "purchased"],
  purchased: ["selected", "received"], // back: it was returned
  received: ["purchased"],
};

export function nextSteps(from: Status): readonly Status[] {
  return STEPS[from];
}

export function mayMove(from: Status, to: Status): boolean {
  return STEPS[from].includes(to);
}

/** The shortest way in allowed steps, without `from`: an undo may need more than one. */
export function way(from: Status, to: Status): Status[] {
  const ways: Status[][] = [[]];
  const seen = new Set<Status>([from]);
  for (const sofar of ways) {
    const at = sofar.at(-1) ?? from;
    if (at === to) return sofar;
    for (const step of STEPS[at]) {
      if (!seen.has(step)) {
        seen.add(step);
        ways.push([...sofar, step]);
      }
    }
  }
  return [];
}
