// What is said about things, in English.
import { plural } from "./plural";

export const comments = {
  title: "Comments",
  none: "Nothing said yet.",
  write: "Write a comment",
  change: "Change the comment",
  send: "Send",
  sendHint: "Send (Ctrl+Enter)",
  sending: "sending…",
  hideFrom: (name: string) => `Keep from ${name}`,
  hidden: (name: string) => `${name} will not see this comment.`,
  open: (name: string) => `${name} will see this too.`,
  by: (name: string) => `Comment by ${name}`,
  on: (name: string, count: number) => (count ? `${plural(count, "comment", "comments")} on ${name}` : `Comment on ${name}`),
  onList: (count: number) => (count ? `${plural(count, "comment", "comments")} on this list` : "Comment on this list"),
  changed: (when: string, name: string) => `updated ${when} by ${name}`,
  resolve: "Mark as settled",
  reopen: "Open again",
  resolved: "settled",
  options: (start: string) => `Options for “${start}”`,
  removeTitle: "Delete this comment?",
  removeText: "It will be gone for everyone.",
};
