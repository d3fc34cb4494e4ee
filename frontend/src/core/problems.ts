// What went wrong, as one plain sentence in the reader's language.
import { ApiError, type Detail } from "./api";
import { t } from "./i18n";

export function sentence(error: unknown): string {
  if (!(error instanceof ApiError)) return t.problem.unknown;
  switch (error.code) {
    case "NETWORK":
      return t.problem.network;
    case "VALIDATION_ERROR":
      return error.details.length ? error.details.map(({ field, message }) => (field ? `${t.field(field)}: ${message}` : message)).join("; ") : error.message;
    case "FORBIDDEN":
      return t.problem.forbidden;
    case "NOT_FOUND":
      return t.problem.gone;
    case "INVALID_TRANSITION":
      return t.problem.transition;
    case "CONFLICT":
      return t.problem.conflict(error.message);
    case "PRECONDITION_FAILED":
      return t.problem.changed;
    case "RATE_LIMITED":
      return t.problem.slow(error.retryAfter);
    case "STORAGE_FULL":
      return t.problem.full;
    case "UNAUTHORIZED":
      return t.problem.signedOut;
    default:
      return t.problem.unknown;
  }
}

/** What the server found wrong with one field of the form. */
export function wrong(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.details.find((detail: Detail) => detail.field === field)?.message;
}
