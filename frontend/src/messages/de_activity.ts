// Was geschah, auf Deutsch.
import type { Happening } from "../features/activity/data";
import type { Messages } from "./en";

const ACTS: Record<Happening, string> = {
  ADDED: "hinzugefügt", UPDATED: "geändert", DELETED: "gelöscht", STATUS_CHANGED: "verschoben", ASSIGNED: "zugeteilt", COMMENT_ADDED: "kommentiert",
};

const DID: Record<string, [before: string, after: string]> = {
  "ADDED list": ["hat die Liste", "begonnen"],
  "UPDATED list": ["hat die Liste", "geändert"],
  "DELETED list": ["hat die Liste", "gelöscht"],
  "ADDED gift": ["hat das Geschenk", "hinzugefügt"],
  "UPDATED gift": ["hat das Geschenk", "geändert"],
  "DELETED gift": ["hat das Geschenk", "gelöscht"],
  "ADDED list_item": ["hat", "auf eine Liste gesetzt"],
  "DELETED list_item": ["hat", "von einer Liste genommen"],
  "UPDATED comment": ["hat einen Kommentar zu", "geändert"],
  "DELETED comment": ["hat einen Kommentar zu", "gelöscht"],
  "ADDED occasion": ["hat den Anlass", "hinzugefügt"],
  "ADDED tag": ["hat das Schlagwort", "angelegt"],
  "UPDATED tag": ["hat das Schlagwort", "geändert"],
  "DELETED tag": ["hat das Schlagwort", "gelöscht"],
  "ADDED user": ["hat ein Konto für", "angelegt"],
  "UPDATED user": ["hat das Konto von", "geändert"],
  "DELETED user": ["hat das Konto von", "gelöscht"],
};

export const activity: Messages["activity"] = {
  title: "Was geschah",
  who: "Wer",
  everybody: "Alle",
  what: "Was",
  everything: "Alles",
  kinds: { person: "Leute", occasion: "Anlässe", list: "Listen", gift: "Geschenke", list_item: "Geschenke auf Listen", comment: "Kommentare", tag: "Schlagwörter", user: "Konten" },
  emptyTitle: "Noch ist nichts geschehen",
  emptyText: "Was du und die anderen tun, steht hier. Überraschungen erfährt niemand, vor dem sie verborgen sind.",
  noneFound: "Nichts dergleichen",
  noneFoundText: "Wähle jemand anderen oder alles.",
  did: (action, entity) => DID[`${action} ${entity}`] ?? ["hat", ACTS[action]],
};
