-- What a desk keeps of the helpdesks it works with. Remote ids are TEXT; stamps are the helpdesk's
-- own text of a ticket's last change, compared as it came.

-- One row for each account, kept by the sync engine and read by the status line.
CREATE TABLE account (
  name TEXT PRIMARY KEY,
  identity TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT '',
  me TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'new'
    CHECK (state IN ('new', 'online', 'syncing', 'offline', 'sign_in', 'waiting', 'stopped')),
  since INTEGER NOT NULL DEFAULT 0,
  until INTEGER,
  words TEXT NOT NULL DEFAULT '',
  pulled_at INTEGER,
  progress TEXT NOT NULL DEFAULT '',
  allowed TEXT NOT NULL DEFAULT '',
  deletions_allowed_at INTEGER,
  role_since INTEGER
) STRICT, WITHOUT ROWID;

-- Where the pull of a stream goes on; opaque to everybody but the backend.
CREATE TABLE sync_cursor (
  account TEXT NOT NULL,
  stream TEXT NOT NULL,
  value TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, stream)
) STRICT, WITHOUT ROWID;

-- Which local row a remote one is: kind is agent, customer, organisation, team, message, canned,
-- field, form, status, view. Tickets carry their own remote_id.
CREATE TABLE remote_row (
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  local_id INTEGER NOT NULL,
  PRIMARY KEY (account, kind, remote_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX remote_row_local ON remote_row(account, kind, local_id);

-- What the helpdesk had when a ticket was read last: `base` is a JSON object of its fields,
-- `settled` whether it was read in a later second than its stamp, `seen_at` (this machine's clock)
-- when that stamp was first read, `talk_stamp` the stamp up to
-- which the conversation is here, `wanted_at` when the agent asked to see it, `stale_at` when a
-- reading was passed over because a write was on its way: it is to be read again; or from when on
-- it is, where the helpdesk works out after a write what follows from it.
CREATE TABLE remote_ticket (
  ticket_id INTEGER PRIMARY KEY REFERENCES ticket(id),
  account TEXT NOT NULL,
  stamp TEXT NOT NULL DEFAULT '',
  settled INTEGER NOT NULL DEFAULT 0,
  base TEXT NOT NULL DEFAULT '{}',
  talk_stamp TEXT NOT NULL DEFAULT '',
  read_at INTEGER NOT NULL DEFAULT 0,
  wanted_at INTEGER,
  deleted_at INTEGER,
  merged_into TEXT,
  stale_at INTEGER,
  seen_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX remote_ticket_stale ON remote_ticket(account, stale_at) WHERE stale_at IS NOT NULL;
CREATE INDEX remote_ticket_wanted ON remote_ticket(account, wanted_at) WHERE wanted_at IS NOT NULL;
CREATE INDEX remote_ticket_talk ON remote_ticket(account, ticket_id) WHERE talk_stamp <> stamp;

-- What goes out as one request: the operations of one ticket joined, under one marker. The row is
-- there, with the body that is sent, before the first byte leaves.
CREATE TABLE bundle (
  uid TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  ticket_id INTEGER REFERENCES ticket(id),
  customer_id INTEGER REFERENCES customer(id),
  body TEXT NOT NULL DEFAULT '',
  stamp TEXT NOT NULL DEFAULT '',
  first_sent_at INTEGER,
  sent_at INTEGER,
  looked INTEGER NOT NULL DEFAULT 0,
  rounds INTEGER NOT NULL DEFAULT 0,
  done_at INTEGER,
  remote_ref TEXT,
  aspect TEXT NOT NULL DEFAULT '',
  since INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX bundle_ticket ON bundle(ticket_id) WHERE ticket_id IS NOT NULL;

ALTER TABLE operation ADD COLUMN bundle TEXT REFERENCES bundle(uid);
ALTER TABLE operation ADD COLUMN customer_id INTEGER REFERENCES customer(id);
CREATE INDEX operation_bundle ON operation(bundle) WHERE bundle IS NOT NULL;
CREATE INDEX operation_customer ON operation(customer_id, seq) WHERE customer_id IS NOT NULL;

-- A field that both sides changed: all three values stay, also after it is resolved.
CREATE TABLE conflict (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  operation_uid TEXT,
  field TEXT NOT NULL,
  base TEXT,
  mine TEXT,
  theirs TEXT,
  at INTEGER NOT NULL,
  resolved_at INTEGER,
  resolution TEXT CHECK (resolution IN ('mine', 'theirs'))
) STRICT;
CREATE INDEX conflict_open ON conflict(account, id) WHERE resolved_at IS NULL;
CREATE INDEX conflict_ticket ON conflict(ticket_id);

-- Fields, forms and custom statuses of an account; `data` is JSON (options, conditions …).
CREATE TABLE remote_field (
  account TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  title TEXT NOT NULL,
  type TEXT NOT NULL,
  required_to_solve INTEGER NOT NULL DEFAULT 0,
  role TEXT NOT NULL DEFAULT '',
  data TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (account, remote_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE remote_form (
  account TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  title TEXT NOT NULL,
  is_default INTEGER NOT NULL DEFAULT 0,
  data TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (account, remote_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE remote_status (
  account TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  title TEXT NOT NULL,
  status INTEGER NOT NULL,
  is_default INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, remote_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE ticket_field (
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  remote_id TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (ticket_id, remote_id)
) STRICT, WITHOUT ROWID;

-- The helpdesk's own views, with its count (NULL: not known yet) and the tickets in its order.
CREATE TABLE remote_view (
  account TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  title TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0,
  n INTEGER,
  counted_at INTEGER,
  read_at INTEGER,
  wanted_at INTEGER,
  PRIMARY KEY (account, remote_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE remote_view_ticket (
  account TEXT NOT NULL,
  view_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  PRIMARY KEY (account, view_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX remote_view_ticket_ticket ON remote_view_ticket(ticket_id);

-- Files of messages: known by name until the agent asks for them; to be sent until they are gone.
CREATE TABLE attachment (
  id INTEGER PRIMARY KEY,
  message_id INTEGER REFERENCES message(id),
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  remote_id TEXT,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL DEFAULT '',
  size INTEGER NOT NULL DEFAULT 0,
  url TEXT NOT NULL DEFAULT '',
  scan TEXT NOT NULL DEFAULT '',
  sha256 TEXT,
  wanted_at INTEGER,
  error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX attachment_message ON attachment(message_id);
CREATE INDEX attachment_ticket ON attachment(ticket_id);
CREATE INDEX attachment_wanted ON attachment(wanted_at) WHERE wanted_at IS NOT NULL;

ALTER TABLE ticket ADD COLUMN satisfaction TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN remote_status TEXT;
ALTER TABLE ticket ADD COLUMN remote_form TEXT;
ALTER TABLE ticket ADD COLUMN remote_url TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN warnings TEXT NOT NULL DEFAULT '';
ALTER TABLE canned ADD COLUMN follow_up_days INTEGER;
ALTER TABLE article ADD COLUMN url TEXT NOT NULL DEFAULT '';

-- What the agent looked for, to be looked for in the help centre as well.
CREATE TABLE article_wish (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  words TEXT NOT NULL,
  wanted_at INTEGER NOT NULL,
  done_at INTEGER,
  found INTEGER,
  UNIQUE (account, words)
) STRICT;
CREATE INDEX article_wish_open ON article_wish(account, wanted_at) WHERE done_at IS NULL;

-- Numbers a ticket had here before its helpdesk gave it one: they still find it.
CREATE TABLE ticket_alias (
  reference TEXT PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_alias_ticket ON ticket_alias(ticket_id);
