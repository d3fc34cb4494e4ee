-- The household's whole schema. Times are milliseconds UTC, dates YYYY-MM-DD, money minor units.
-- AUTOINCREMENT where another row may point to an id without a foreign key (comments, activity, topics, series).

CREATE TABLE household (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    household_name TEXT NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    timezone TEXT NOT NULL,
    locale TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER REFERENCES users (id) ON DELETE SET NULL
) STRICT;

-- A removed account stays as a name on what it wrote: e-mail, password and link are emptied.
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT,
    email_key TEXT UNIQUE,  -- the e-mail without case
    name TEXT NOT NULL,
    avatar_url TEXT,
    password_hash TEXT,
    is_admin INTEGER NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)),
    person_id INTEGER UNIQUE REFERENCES persons (id) ON DELETE SET NULL,
    removed_at INTEGER,
    activity_from INTEGER NOT NULL DEFAULT 0,  -- what happened up to this one it reads as it may see it now
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER REFERENCES users (id) ON DELETE SET NULL
) STRICT;

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,  -- of the device
    family_hash BLOB NOT NULL UNIQUE,  -- SHA-256 of the part that all refresh tokens of one session share
    refresh_hash BLOB NOT NULL,  -- of the newest refresh token
    previous_hash BLOB,  -- of the one before: still good until the newest was used
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE idempotency (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,  -- HMAC-SHA-256 of method, path and body: a body may hold a password
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE persons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE,
    relationship TEXT,
    birthdate TEXT,
    notes TEXT,
    interests TEXT NOT NULL DEFAULT '[]',
    sizes TEXT NOT NULL DEFAULT '{}',
    constraints TEXT,
    photo_url TEXT,
    archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    birthday_after TEXT,  -- a birthday up to this day was deleted by hand and does not come back
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER REFERENCES users (id) ON DELETE SET NULL
) STRICT;

CREATE TABLE occasions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    series_id INTEGER NOT NULL,  -- the id of the first occasion of the series, its own where it stands alone
    name TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('birthday', 'holiday', 'other')),
    date TEXT NOT NULL,
    anchor TEXT NOT NULL,  -- MM-DD that it repeats on: 02-29 is kept on the 28th in common years
    repeats TEXT NOT NULL CHECK (repeats IN ('never', 'yearly')),
    description TEXT,
    budget INTEGER,
    birthday_of INTEGER REFERENCES persons (id) ON DELETE SET NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER REFERENCES users (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX occasions_by_date ON occasions (date, id);
CREATE INDEX occasions_by_series ON occasions (series_id, date);
CREATE INDEX occasions_by_birthday_of ON occasions (birthday_of, date);

CREATE TABLE occasion_persons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- what an event is about; outside, the person's id names it
    occasion_id INTEGER NOT NULL REFERENCES occasions (id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    budget INTEGER,
    UNIQUE (occasion_id, person_id)
) STRICT;
CREATE INDEX occasion_persons_by_person ON occasion_persons (person_id);

CREATE TABLE lists (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('wishlist', 'ideas', 'assigned')),
    visibility TEXT NOT NULL CHECK (visibility IN ('family', 'surprise', 'private')),
    reveal_on TEXT,
    person_id INTEGER REFERENCES persons (id) ON DELETE SET NULL,
    occasion_id INTEGER REFERENCES occasions (id) ON DELETE SET NULL,
    notes TEXT,
    owner_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
    kept_from TEXT NOT NULL DEFAULT '[]',  -- JSON, ids of accounts: see audience.py
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER REFERENCES users (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX lists_by_person ON lists (person_id);
CREATE INDEX lists_by_occasion ON lists (occasion_id);
CREATE INDEX lists_by_owner ON lists (owner_id);
CREATE INDEX lists_to_reveal ON lists (reveal_on) WHERE visibility = 'surprise' AND reveal_on IS NOT NULL;

CREATE TABLE gifts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE,
    url TEXT,
    price INTEGER,
    image_url TEXT,
    source TEXT,
    description TEXT,
    notes TEXT,
    visibility TEXT NOT NULL CHECK (visibility IN ('family', 'surprise', 'private')),
    person_id INTEGER REFERENCES persons (id) ON DELETE SET NULL,
    owner_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
    kept_from TEXT NOT NULL DEFAULT '[]',  -- JSON, ids of accounts: see audience.py
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER REFERENCES users (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX gifts_by_price ON gifts (price, id);
CREATE INDEX gifts_by_person ON gifts (person_id);
CREATE INDEX gifts_by_owner ON gifts (owner_id);

-- public_*: version, time and author of the last change that the person whom the list is for may see.
CREATE TABLE list_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    list_id INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
    gift_id INTEGER NOT NULL REFERENCES gifts (id) ON DELETE RESTRICT,
    status TEXT NOT NULL CHECK (status IN ('idea', 'selected', 'purchased', 'received')),
    assigned_to INTEGER REFERENCES users (id) ON DELETE SET NULL,
    quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 999),
    planned_price INTEGER,
    actual_price INTEGER,
    notes TEXT,
    received_on TEXT,  -- the household's day on which it became received
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    withdrawn_for INTEGER REFERENCES users (id) ON DELETE SET NULL,  -- for whom it is gone
    public_version INTEGER NOT NULL,
    public_updated_at INTEGER NOT NULL,
    public_updated_by INTEGER REFERENCES users (id) ON DELETE SET NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER REFERENCES users (id) ON DELETE SET NULL
) STRICT;
-- A gift is on a list once; a wish that was withdrawn may be wished again.
CREATE UNIQUE INDEX list_items_once ON list_items (list_id, gift_id) WHERE withdrawn = 0;
CREATE INDEX list_items_by_list ON list_items (list_id, id);
CREATE INDEX list_items_by_gift ON list_items (gift_id);
CREATE INDEX list_items_by_assignee ON list_items (assigned_to) WHERE assigned_to IS NOT NULL;

CREATE TABLE tags (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,  -- the name without case
    audience TEXT NOT NULL DEFAULT '',  -- of what carries it, '' the family's: what is used in secret is a tag of its own
    color TEXT,
    declared INTEGER NOT NULL CHECK (declared IN (0, 1)),  -- made for the family, not by its first use
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER REFERENCES users (id) ON DELETE SET NULL,
    UNIQUE (name_key, audience)
) STRICT;

CREATE TABLE person_tags (
    person_id INTEGER NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (person_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_tags_by_tag ON person_tags (tag_id);

CREATE TABLE gift_tags (
    gift_id INTEGER NOT NULL REFERENCES gifts (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    spelling TEXT NOT NULL,  -- of its own: that of the tag may be of another gift that the same accounts see
    PRIMARY KEY (gift_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX gift_tags_by_tag ON gift_tags (tag_id);

CREATE TABLE comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    parent_type TEXT NOT NULL CHECK (parent_type IN ('person', 'occasion', 'list', 'gift', 'list_item')),
    parent_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL REFERENCES users (id),
    content TEXT NOT NULL,
    resolved INTEGER NOT NULL DEFAULT 0 CHECK (resolved IN (0, 1)),
    visibility TEXT NOT NULL CHECK (visibility IN ('family', 'surprise')),
    kept_from TEXT NOT NULL DEFAULT '[]',  -- JSON, ids of accounts: see audience.py
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER REFERENCES users (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX comments_by_parent ON comments (parent_type, parent_id, id);
CREATE INDEX comments_by_author ON comments (author_id);

CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    actor_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
    entity TEXT NOT NULL,
    entity_id INTEGER NOT NULL,
    entity_name TEXT NOT NULL,
    action TEXT NOT NULL,  -- what it was to who did it
    heard TEXT NOT NULL,  -- JSON: what it is to each account that may read of it, {"7": "UPDATED"}
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX activity_by_entity ON activity (entity, entity_id);
CREATE INDEX activity_by_actor ON activity (actor_id);

CREATE TABLE media (
    name TEXT PRIMARY KEY,  -- in /media/: 32 hexadecimal digits, unguessable
    audience TEXT NOT NULL,  -- of what shows it, '' the family's: each has names of its own; 'new' for what was only uploaded
    digest TEXT NOT NULL,  -- SHA-256 of the picture
    bytes INTEGER NOT NULL,  -- of its files
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Full text, by prefix, without accents or case; kept in step by triggers.
CREATE VIRTUAL TABLE gifts_text USING fts5 (
    name, description, notes, source,
    content = 'gifts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
CREATE TRIGGER gifts_text_insert AFTER INSERT ON gifts BEGIN
    INSERT INTO gifts_text (rowid, name, description, notes, source)
    VALUES (new.id, new.name, new.description, new.notes, new.source);
END;
CREATE TRIGGER gifts_text_delete AFTER DELETE ON gifts BEGIN
    INSERT INTO gifts_text (gifts_text, rowid, name, description, notes, source)
    VALUES ('delete', old.id, old.name, old.description, old.notes, old.source);
END;
CREATE TRIGGER gifts_text_update AFTER UPDATE OF name, description, notes, source ON gifts BEGIN
    INSERT INTO gifts_text (gifts_text, rowid, name, description, notes, source)
    VALUES ('delete', old.id, old.name, old.description, old.notes, old.source);
    INSERT INTO gifts_text (rowid, name, description, notes, source)
    VALUES (new.id, new.name, new.description, new.notes, new.source);
END;

CREATE VIRTUAL TABLE persons_text USING fts5 (
    name, relationship, notes, interests,
    content = 'persons', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
CREATE TRIGGER persons_text_insert AFTER INSERT ON persons BEGIN
    INSERT INTO persons_text (rowid, name, relationship, notes, interests)
    VALUES (new.id, new.name, new.relationship, new.notes, new.interests);
END;
CREATE TRIGGER persons_text_delete AFTER DELETE ON persons BEGIN
    INSERT INTO persons_text (persons_text, rowid, name, relationship, notes, interests)
    VALUES ('delete', old.id, old.name, old.relationship, old.notes, old.interests);
END;
CREATE TRIGGER persons_text_update AFTER UPDATE OF name, relationship, notes, interests ON persons BEGIN
    INSERT INTO persons_text (persons_text, rowid, name, relationship, notes, interests)
    VALUES ('delete', old.id, old.name, old.relationship, old.notes, old.interests);
    INSERT INTO persons_text (rowid, name, relationship, notes, interests)
    VALUES (new.id, new.name, new.relationship, new.notes, new.interests);
END;
