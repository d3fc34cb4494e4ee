// PROVISIONAL, by hand from the contract: `packaging/api_types.py` replaces it from the server's own document.
export type Money = string;
export type ShortUser = { id: number; name: string; avatar_url: string | null };
export type FormerUser = { id: null; name: string; avatar_url: string | null; former: boolean };
export type AnyUser = ShortUser | FormerUser;
export type Entity = { id: number; version: number; created_at: string; updated_at: string; updated_by: AnyUser | null };
export type Settings = { household_name: string; currency: string; timezone: string; locale: string };
export type User = Entity & { email: string; name: string; avatar_url: string | null; is_admin: boolean; person_id: number | null };
export type Me = User & { settings: Settings };
export type Session = { access_token: string; token_type: string; expires_in: number; refresh_token: string; user: User };
export type Status = "idea" | "selected" | "purchased" | "received";
export type Counts = Record<Status, number>;
export type Summary = { counts: Counts; planned: Money; spent: Money; budget: Money | null };
export type Named = { id: number; name: string };
export type ListRow = Entity & {
  name: string; type: "wishlist" | "ideas" | "assigned"; visibility: "family" | "surprise" | "private";
  reveal_on: string | null; person_id: number | null; occasion_id: number | null; notes: string | null; owner: AnyUser | null;
};
export type ShortGift = { id: number; name: string; image_url: string | null; price: Money | null; url: string | null };
export type ListItem = Entity & {
  list_id: number; gift_id: number; gift: ShortGift; status: Status; assigned_to: number | null; assignee: AnyUser | null;
  quantity: number; planned_price: Money | null; actual_price: Money | null; notes: string | null; withdrawn: boolean; list: Named;
};
export type ListDetail = ListRow & { items: ListItem[]; counts: Counts; planned: Money; spent: Money };
export type PersonRow = Entity & {
  name: string; relationship: string | null; birthdate: string | null; notes: string | null; interests: string[];
  sizes: Record<string, string>; constraints: string | null; photo_url: string | null; tags: string[]; archived: boolean;
};
export type PersonDetail = PersonRow & { lists: ListRow[]; occasions: OccasionRow[]; counts: Counts };
export type OccasionRow = Entity & {
  name: string; type: "birthday" | "holiday" | "other"; date: string; repeats: "never" | "yearly"; description: string | null; budget: Money | null;
};
export type ShortPerson = { id: number; name: string; photo_url: string | null };
export type OccasionSummary = { total: Summary; persons: (Summary & { person: ShortPerson })[] };
export type OccasionDetail = OccasionRow & { persons: (ShortPerson & { budget: Money | null })[]; lists: ListRow[]; days_until: number; summary: OccasionSummary };
export type GiftRow = Entity & {
  name: string; url: string | null; price: Money | null; image_url: string | null; source: string | null; description: string | null;
  notes: string | null; tags: string[]; visibility: string; person_id: number | null;
};
type Page<T> = { data: T[]; pagination: { next_cursor: string | null; has_more: boolean; limit: number } };
type One<T> = { data: T };
type Paging = { limit?: number; cursor?: string };
type ListBody = {
  name: string; type?: ListRow["type"]; visibility?: ListRow["visibility"]; reveal_on?: string | null;
  person_id?: number | null; occasion_id?: number | null; notes?: string | null;
};
type GiftBody = { name?: string; url?: string | null; price?: Money | null; notes?: string | null; image_url?: string | null; description?: string | null; tags?: string[] };
type ItemBody = { quantity?: number; planned_price?: Money | null; actual_price?: Money | null; notes?: string | null };
type PersonBody = {
  name: string; relationship?: string | null; birthdate?: string | null; notes?: string | null; interests?: string[];
  sizes?: Record<string, string>; constraints?: string | null; archived?: boolean;
};
type OccasionBody = {
  name: string; date: string; type?: OccasionRow["type"]; repeats?: OccasionRow["repeats"]; description?: string | null;
  budget?: Money | null; person_ids?: number[];
};
type Op<P, Q, B, A> = { path: P; query: Q; body: B; answer: A };
type No = undefined;
type ById = { id: number };

export interface Operations {
  "POST /auth/login": Op<No, No, { email: string; password: string }, One<Session>>;
  "POST /auth/refresh": Op<No, No, { refresh_token?: string }, One<Session>>;
  "POST /auth/logout": Op<No, No, No, No>;
  "POST /auth/setup": Op<No, No, { code: string; email: string; name: string; password: string }, One<Session>>;
  "GET /auth/me": Op<No, No, No, One<Me>>;
  "GET /users": Op<No, Paging, No, Page<ShortUser>>;
  "PUT /users/{id}": Op<ById, No, { name?: string; avatar_url?: string | null; email?: string }, One<User>>;
  "GET /lists": Op<No, Paging & { person_id?: number; occasion_id?: number }, No, Page<ListRow>>;
  "POST /lists": Op<No, No, ListBody, One<ListDetail>>;
  "GET /lists/{id}": Op<ById, No, No, One<ListDetail>>;
  "PUT /lists/{id}": Op<ById, No, Partial<ListBody>, One<ListDetail>>;
  "DELETE /lists/{id}": Op<ById, No, No, No>;
  "POST /lists/{id}/items": Op<ById, No, ItemBody & { gift_id?: number; gift?: GiftBody; status?: Status }, One<ListItem>>;
  "PUT /list-items/{id}": Op<ById, No, ItemBody, One<ListItem>>;
  "DELETE /list-items/{id}": Op<ById, No, No, No>;
  "PUT /list-items/{id}/status": Op<ById, No, { status: Status; actual_price?: Money | null }, One<ListItem>>;
  "PUT /list-items/{id}/assign": Op<ById, No, { user_id: number | null }, One<ListItem>>;
  "GET /persons": Op<No, Paging & { search?: string; archived?: boolean }, No, Page<PersonRow>>;
  "POST /persons": Op<No, No, PersonBody, One<PersonDetail>>;
  "GET /persons/{id}": Op<ById, No, No, One<PersonDetail>>;
  "PUT /persons/{id}": Op<ById, No, Partial<PersonBody>, One<PersonDetail>>;
  "DELETE /persons/{id}": Op<ById, { force?: boolean }, No, No>;
  "GET /occasions": Op<No, Paging & { from?: string; to?: string; person_id?: number }, No, Page<OccasionRow>>;
  "POST /occasions": Op<No, No, OccasionBody, One<OccasionDetail>>;
  "GET /occasions/{id}": Op<ById, No, No, One<OccasionDetail>>;
  "PUT /occasions/{id}": Op<ById, No, Partial<OccasionBody>, One<OccasionDetail>>;
  "DELETE /occasions/{id}": Op<ById, { force?: boolean }, No, No>;
  "POST /occasions/{id}/persons": Op<ById, No, { person_id: number; budget?: Money | null }, One<unknown>>;
  "PUT /occasions/{id}/persons/{person_id}": Op<ById & { person_id: number }, No, { budget?: Money | null }, One<unknown>>;
  "DELETE /occasions/{id}/persons/{person_id}": Op<ById & { person_id: number }, No, No, No>;
  "GET /gifts": Op<No, Paging & { search?: string; sort?: string }, No, Page<GiftRow>>;
  "POST /gifts": Op<No, No, GiftBody, One<GiftRow>>;
  "PUT /gifts/{id}": Op<ById, No, Partial<GiftBody>, One<GiftRow>>;
  "DELETE /gifts/{id}": Op<ById, { force?: boolean }, No, No>;
}
