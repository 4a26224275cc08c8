-- The first schema: everything one desk on one machine keeps.
-- Instants are INTEGER milliseconds UTC; money is INTEGER minor units; JSON is TEXT.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;

-- people ------------------------------------------------------------------------------------

CREATE TABLE agent (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT,
  external_key TEXT UNIQUE
) STRICT;

CREATE TABLE team (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE organisation (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE customer (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  first_name TEXT NOT NULL DEFAULT '',
  organisation_id INTEGER REFERENCES organisation(id),
  language TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT 'customer' CHECK (kind IN ('customer', 'prospect')),
  verified_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  merged_into INTEGER REFERENCES customer(id),
  external_key TEXT UNIQUE,
  salt TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX customer_organisation ON customer(organisation_id) WHERE organisation_id IS NOT NULL;
CREATE INDEX customer_name ON customer(name COLLATE NOCASE, id);
CREATE INDEX customer_merged ON customer(merged_into) WHERE merged_into IS NOT NULL;

-- `normal` is the form compared: an e-mail in lower case, a telephone number as digits alone.
-- `reversed` is a telephone number's digits backwards, so that "the last seven digits" is a prefix.
CREATE TABLE identity (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  kind TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'social', 'username', 'external')),
  value TEXT NOT NULL,
  normal TEXT NOT NULL,
  reversed TEXT,
  is_primary INTEGER NOT NULL DEFAULT 0,
  source TEXT NOT NULL DEFAULT 'agent',
  UNIQUE (customer_id, kind, normal)
) STRICT;
CREATE INDEX identity_normal ON identity(normal, kind);
CREATE INDEX identity_reversed ON identity(reversed) WHERE reversed IS NOT NULL;

-- Named facts of a customer beside the fixed columns: address, city, country, member level …
CREATE TABLE customer_field (
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (customer_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE field_history (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  field TEXT NOT NULL,
  old TEXT,
  new TEXT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  source TEXT NOT NULL
) STRICT;
CREATE INDEX field_history_customer ON field_history(customer_id, id);

-- A merge keeps what it moved, so that it can be undone.
CREATE TABLE customer_merge (
  id INTEGER PRIMARY KEY,
  from_id INTEGER NOT NULL REFERENCES customer(id),
  into_id INTEGER NOT NULL REFERENCES customer(id),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  moved TEXT NOT NULL,
  undone_at INTEGER
) STRICT;
CREATE INDEX customer_merge_into ON customer_merge(into_id);

-- tickets -----------------------------------------------------------------------------------

-- queue_key orders the queue by one integer: nearest deadline first, then work without a deadline
-- by how long it waits, then paused work (pending, hold) by its last change.
CREATE TABLE ticket (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  reference TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL DEFAULT 'local',
  remote_id TEXT,
  subject TEXT NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  channel TEXT NOT NULL,
  status INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 5),
  priority INTEGER NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 4),
  assignee_id INTEGER REFERENCES agent(id),
  team_id INTEGER REFERENCES team(id),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  waiting_since INTEGER,
  due_at INTEGER,
  due_kind TEXT,
  acknowledged_at INTEGER,
  triaged_at INTEGER,
  solved_at INTEGER,
  snoozed_until INTEGER,
  is_spam INTEGER NOT NULL DEFAULT 0,
  last_message_at INTEGER,
  last_seen_at INTEGER,
  snippet TEXT NOT NULL DEFAULT '',
  tags TEXT NOT NULL DEFAULT '[]',
  external_key TEXT UNIQUE,
  version INTEGER NOT NULL DEFAULT 1,
  queue_key INTEGER NOT NULL GENERATED ALWAYS AS (
    CASE
      WHEN status IN (2, 3) THEN 9007199254740992 + updated_at
      WHEN due_at IS NOT NULL THEN due_at
      ELSE 4503599627370496 + coalesce(waiting_since, created_at)
    END) STORED,
  priority_key INTEGER NOT NULL GENERATED ALWAYS AS (
    (4 - priority) * 72057594037927936 +
    CASE
      WHEN status IN (2, 3) THEN 9007199254740992 + updated_at
      WHEN due_at IS NOT NULL THEN due_at
      ELSE 4503599627370496 + coalesce(waiting_since, created_at)
    END) STORED
) STRICT;
CREATE INDEX ticket_customer ON ticket(customer_id, updated_at);
CREATE INDEX ticket_remote ON ticket(account, remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX ticket_open_queue ON ticket(queue_key, id) WHERE status < 4;
CREATE INDEX ticket_open_updated ON ticket(updated_at, id) WHERE status < 4;
CREATE INDEX ticket_open_priority ON ticket(priority_key, id) WHERE status < 4;
CREATE INDEX ticket_assignee_queue ON ticket(assignee_id, queue_key, id) WHERE status < 4;
CREATE INDEX ticket_assignee_updated ON ticket(assignee_id, updated_at, id) WHERE status < 4;
CREATE INDEX ticket_assignee_priority ON ticket(assignee_id, priority_key, id) WHERE status < 4;
CREATE INDEX ticket_pending_queue ON ticket(queue_key, id) WHERE status = 2;
CREATE INDEX ticket_pending_updated ON ticket(updated_at, id) WHERE status = 2;
CREATE INDEX ticket_pending_priority ON ticket(priority_key, id) WHERE status = 2;
CREATE INDEX ticket_solved ON ticket(solved_at, id) WHERE status = 4;
CREATE INDEX ticket_open_chat ON ticket(queue_key, id) WHERE channel = 'chat' AND status < 4;
CREATE INDEX ticket_team_queue ON ticket(team_id, queue_key, id) WHERE status < 4;
CREATE INDEX ticket_untriaged ON ticket(created_at, id) WHERE triaged_at IS NULL AND status < 4;

CREATE TABLE ticket_tag (
  tag TEXT NOT NULL,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  PRIMARY KEY (tag, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_tag_ticket ON ticket_tag(ticket_id, tag);

-- How many tickets stand in each status with each assignee (0 = nobody): view counts are sums
-- over this small table, never over the tickets.
CREATE TABLE ticket_count (
  status INTEGER NOT NULL,
  assignee_id INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (status, assignee_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ticket_count_insert AFTER INSERT ON ticket BEGIN
  INSERT INTO ticket_count VALUES (new.status, coalesce(new.assignee_id, 0), 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER ticket_count_delete AFTER DELETE ON ticket BEGIN
  UPDATE ticket_count SET n = n - 1
    WHERE status = old.status AND assignee_id = coalesce(old.assignee_id, 0);
END;
CREATE TRIGGER ticket_count_update AFTER UPDATE OF status, assignee_id ON ticket
WHEN old.status <> new.status OR old.assignee_id IS NOT new.assignee_id BEGIN
  UPDATE ticket_count SET n = n - 1
    WHERE status = old.status AND assignee_id = coalesce(old.assignee_id, 0);
  INSERT INTO ticket_count VALUES (new.status, coalesce(new.assignee_id, 0), 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('public', 'internal')),
  author_kind TEXT NOT NULL CHECK (author_kind IN ('customer', 'agent', 'system')),
  author TEXT NOT NULL,
  agent_id INTEGER REFERENCES agent(id),
  channel TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received', 'waiting', 'sent', 'held', 'dropped')),
  release_at INTEGER,
  interaction_id INTEGER,
  operation_uid TEXT,
  external_key TEXT UNIQUE
) STRICT;
CREATE INDEX message_ticket ON message(ticket_id, at, id);
CREATE INDEX message_waiting ON message(release_at) WHERE state = 'waiting';

CREATE TABLE draft (
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  kind TEXT NOT NULL CHECK (kind IN ('reply', 'note', 'wrap_up')),
  body TEXT NOT NULL,
  cursor INTEGER NOT NULL DEFAULT 0,
  extra TEXT NOT NULL DEFAULT '{}',
  began_version INTEGER NOT NULL DEFAULT 0,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (ticket_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_view (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  filter TEXT NOT NULL,
  sort TEXT NOT NULL DEFAULT 'deadline'
) STRICT;

-- Play mode: tickets put aside in this round, with the reason, which may be empty.
CREATE TABLE play_skip (
  ticket_id INTEGER PRIMARY KEY REFERENCES ticket(id),
  at INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;

-- time --------------------------------------------------------------------------------------

CREATE TABLE shift (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  agent_id INTEGER NOT NULL REFERENCES agent(id),
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  base_state TEXT NOT NULL DEFAULT 'AVAILABLE',
  CHECK (started_at % 1000 = 0 AND coalesce(ended_at, 0) % 1000 = 0)
) STRICT;
CREATE UNIQUE INDEX shift_open ON shift((1)) WHERE ended_at IS NULL;

CREATE TABLE interaction (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  channel TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  agent_id INTEGER NOT NULL REFERENCES agent(id),
  shift_id INTEGER NOT NULL REFERENCES shift(id),
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  phase TEXT NOT NULL DEFAULT 'talk' CHECK (phase IN ('talk', 'hold', 'acw')),
  parked_at INTEGER,
  wrapped_at INTEGER,
  synced_at INTEGER,
  recovered_s INTEGER NOT NULL DEFAULT 0,
  trimmed_s INTEGER NOT NULL DEFAULT 0,
  order_number TEXT,
  flags TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX interaction_unwrapped ON interaction(started_at) WHERE wrapped_at IS NULL;
CREATE INDEX interaction_ticket ON interaction(ticket_id, started_at);
CREATE INDEX interaction_customer ON interaction(customer_id, started_at);
CREATE INDEX interaction_ended ON interaction(ended_at, id);
CREATE INDEX interaction_started ON interaction(started_at, id);

-- One line through the shift: each second belongs to one phase of one interaction or one state.
CREATE TABLE segment (
  id INTEGER PRIMARY KEY,
  shift_id INTEGER NOT NULL REFERENCES shift(id),
  from_at INTEGER NOT NULL,
  to_at INTEGER,
  interaction_id INTEGER REFERENCES interaction(id),
  phase TEXT CHECK (phase IN ('talk', 'hold', 'acw')),
  state TEXT,
  reason TEXT,
  CHECK (from_at % 1000 = 0 AND coalesce(to_at, 0) % 1000 = 0),
  CHECK (to_at IS NULL OR to_at > from_at),
  CHECK ((interaction_id IS NULL) = (phase IS NULL) AND (phase IS NULL) <> (state IS NULL))
) STRICT;
CREATE UNIQUE INDEX segment_open ON segment((1)) WHERE to_at IS NULL;
CREATE INDEX segment_shift ON segment(shift_id, from_at);
CREATE INDEX segment_interaction ON segment(interaction_id) WHERE interaction_id IS NOT NULL;
CREATE INDEX segment_from ON segment(from_at);

-- A run of the desk; one without an end was killed, and the next start asks what happened.
CREATE TABLE desk_session (
  id INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  ended_at INTEGER,
  end_reason TEXT
) STRICT;
CREATE INDEX desk_session_open ON desk_session(id) WHERE ended_at IS NULL;

CREATE TABLE time_correction (
  id INTEGER PRIMARY KEY,
  interaction_id INTEGER NOT NULL REFERENCES interaction(id),
  phase TEXT NOT NULL,
  delta_s INTEGER NOT NULL,
  reason TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('recovered', 'trimmed', 'corrected')),
  from_at INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX time_correction_interaction ON time_correction(interaction_id);

-- Every commit of a wrap-up is a row; the newest that is not undone counts.
CREATE TABLE wrap_up (
  id INTEGER PRIMARY KEY,
  interaction_id INTEGER NOT NULL REFERENCES interaction(id),
  reason TEXT NOT NULL,
  outcome TEXT NOT NULL,
  cause TEXT,
  next_action TEXT NOT NULL DEFAULT 'none',
  tags TEXT NOT NULL DEFAULT '[]',
  note TEXT NOT NULL DEFAULT '',
  told TEXT NOT NULL DEFAULT '',
  taxonomy_version INTEGER NOT NULL DEFAULT 1,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  correction_reason TEXT,
  before TEXT NOT NULL DEFAULT '{}',
  undone_at INTEGER
) STRICT;
CREATE INDEX wrap_up_interaction ON wrap_up(interaction_id, id);

CREATE TABLE interaction_link (
  interaction_id INTEGER NOT NULL REFERENCES interaction(id),
  to_id INTEGER NOT NULL REFERENCES interaction(id),
  kind TEXT NOT NULL DEFAULT 'same_issue',
  at INTEGER NOT NULL,
  PRIMARY KEY (interaction_id, to_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE follow_up (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  ticket_id INTEGER REFERENCES ticket(id),
  customer_id INTEGER REFERENCES customer(id),
  interaction_id INTEGER REFERENCES interaction(id),
  kind TEXT NOT NULL DEFAULT 'task',
  text TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  done_at INTEGER,
  dropped_at INTEGER
) STRICT;
CREATE INDEX follow_up_due ON follow_up(due_at, id) WHERE done_at IS NULL AND dropped_at IS NULL;
CREATE INDEX follow_up_ticket ON follow_up(ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX follow_up_customer ON follow_up(customer_id) WHERE customer_id IS NOT NULL;

-- texts -------------------------------------------------------------------------------------

CREATE TABLE canned (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  folder TEXT NOT NULL DEFAULT '',
  scope TEXT NOT NULL DEFAULT 'team' CHECK (scope IN ('mine', 'team', 'all')),
  owner_id INTEGER REFERENCES agent(id),
  language TEXT NOT NULL DEFAULT '',
  product TEXT NOT NULL DEFAULT '',
  channels TEXT NOT NULL DEFAULT '[]',
  tags TEXT NOT NULL DEFAULT '[]',
  set_status INTEGER,
  valid_until INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  uses INTEGER NOT NULL DEFAULT 0,
  last_used_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  archived_at INTEGER,
  external_key TEXT UNIQUE
) STRICT;
CREATE INDEX canned_folder ON canned(folder, name);

CREATE TABLE canned_use (
  id INTEGER PRIMARY KEY,
  canned_id INTEGER NOT NULL REFERENCES canned(id),
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  interaction_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX canned_use_canned ON canned_use(canned_id);
CREATE INDEX canned_use_ticket ON canned_use(ticket_id);

CREATE TABLE article (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  folder TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  owner_id INTEGER REFERENCES agent(id),
  version INTEGER NOT NULL DEFAULT 1,
  valid_until INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  external_key TEXT UNIQUE
) STRICT;

-- orders and invoices (read side) -------------------------------------------------------------

CREATE TABLE customer_order (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  placed_at INTEGER,
  status TEXT NOT NULL DEFAULT '',
  currency TEXT NOT NULL DEFAULT '',
  total INTEGER NOT NULL DEFAULT 0,
  tracking TEXT NOT NULL DEFAULT '',
  eta INTEGER,
  note TEXT NOT NULL DEFAULT '',
  external_key TEXT UNIQUE
) STRICT;
CREATE INDEX customer_order_customer ON customer_order(customer_id, placed_at);
CREATE INDEX customer_order_number ON customer_order(number COLLATE NOCASE);

-- Quantities may be fractional (goods by weight), discount is a share from 0 to 1.
CREATE TABLE order_line (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL REFERENCES customer_order(id),
  product TEXT NOT NULL,
  quantity REAL NOT NULL DEFAULT 1,
  unit_price INTEGER NOT NULL DEFAULT 0,
  discount REAL NOT NULL DEFAULT 0,
  external_key TEXT UNIQUE
) STRICT;
CREATE INDEX order_line_order ON order_line(order_id);

CREATE TABLE invoice (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  order_id INTEGER REFERENCES customer_order(id),
  issued_at INTEGER,
  due_at INTEGER,
  currency TEXT NOT NULL DEFAULT '',
  amount INTEGER NOT NULL DEFAULT 0,
  paid INTEGER NOT NULL DEFAULT 0,
  external_key TEXT UNIQUE
) STRICT;
CREATE INDEX invoice_customer ON invoice(customer_id, issued_at);

-- the way out -------------------------------------------------------------------------------

CREATE TABLE operation (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  ticket_id INTEGER REFERENCES ticket(id),
  interaction_id INTEGER REFERENCES interaction(id),
  message_id INTEGER REFERENCES message(id),
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL,
  release_at INTEGER NOT NULL,
  not_before INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  began_version INTEGER NOT NULL DEFAULT 0,
  first_sent_at INTEGER,
  acknowledged_at INTEGER,
  error TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX operation_unfinished ON operation(account, seq)
  WHERE state NOT IN ('acknowledged', 'dropped');
CREATE INDEX operation_ticket ON operation(ticket_id, seq);
CREATE INDEX operation_waiting ON operation(release_at) WHERE state = 'waiting';

-- the log -----------------------------------------------------------------------------------

-- Append only; `hash` is SHA-256 over the hash before and this entry's canonical JSON.
-- Personal text enters as hashes salted with the customer's salt, which goes when the person is
-- erased: the chain still verifies, the person cannot be guessed from it.
CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  uid TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  ticket_id INTEGER,
  customer_id INTEGER,
  interaction_id INTEGER,
  data TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX event_interaction ON event(interaction_id, seq) WHERE interaction_id IS NOT NULL;
CREATE INDEX event_ticket ON event(ticket_id, seq) WHERE ticket_id IS NOT NULL;
CREATE INDEX event_at ON event(at);

CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN
  SELECT raise(ABORT, 'the event log is append-only');
END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN
  SELECT raise(ABORT, 'the event log is append-only');
END;

-- search ------------------------------------------------------------------------------------

CREATE VIRTUAL TABLE message_fts USING fts5(
  body, content='message', content_rowid='id', prefix='2 3',
  tokenize="unicode61 remove_diacritics 2");
INSERT INTO message_fts(message_fts, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER message_fts_insert AFTER INSERT ON message BEGIN
  INSERT INTO message_fts(rowid, body) VALUES (new.id, new.body);
END;
CREATE TRIGGER message_fts_delete AFTER DELETE ON message BEGIN
  INSERT INTO message_fts(message_fts, rowid, body) VALUES ('delete', old.id, old.body);
END;
CREATE TRIGGER message_fts_update AFTER UPDATE OF body ON message BEGIN
  INSERT INTO message_fts(message_fts, rowid, body) VALUES ('delete', old.id, old.body);
  INSERT INTO message_fts(rowid, body) VALUES (new.id, new.body);
END;

CREATE VIRTUAL TABLE ticket_fts USING fts5(
  reference, subject, tags, content='ticket', content_rowid='id', prefix='2 3',
  tokenize="unicode61 remove_diacritics 2");
INSERT INTO ticket_fts(ticket_fts, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER ticket_fts_insert AFTER INSERT ON ticket BEGIN
  INSERT INTO ticket_fts(rowid, reference, subject, tags)
    VALUES (new.id, new.reference, new.subject, new.tags);
END;
CREATE TRIGGER ticket_fts_delete AFTER DELETE ON ticket BEGIN
  INSERT INTO ticket_fts(ticket_fts, rowid, reference, subject, tags)
    VALUES ('delete', old.id, old.reference, old.subject, old.tags);
END;
CREATE TRIGGER ticket_fts_update AFTER UPDATE OF reference, subject, tags ON ticket BEGIN
  INSERT INTO ticket_fts(ticket_fts, rowid, reference, subject, tags)
    VALUES ('delete', old.id, old.reference, old.subject, old.tags);
  INSERT INTO ticket_fts(rowid, reference, subject, tags)
    VALUES (new.id, new.reference, new.subject, new.tags);
END;

-- What a customer can be found by, one row each, kept by the customer actions.
CREATE TABLE customer_search (
  id INTEGER PRIMARY KEY REFERENCES customer(id),
  name TEXT NOT NULL,
  organisation TEXT NOT NULL,
  identities TEXT NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE customer_fts USING fts5(
  name, organisation, identities, note, content='customer_search', content_rowid='id',
  prefix='2 3', tokenize="unicode61 remove_diacritics 2");
INSERT INTO customer_fts(customer_fts, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER customer_fts_insert AFTER INSERT ON customer_search BEGIN
  INSERT INTO customer_fts(rowid, name, organisation, identities, note)
    VALUES (new.id, new.name, new.organisation, new.identities, new.note);
END;
CREATE TRIGGER customer_fts_delete AFTER DELETE ON customer_search BEGIN
  INSERT INTO customer_fts(customer_fts, rowid, name, organisation, identities, note)
    VALUES ('delete', old.id, old.name, old.organisation, old.identities, old.note);
END;
CREATE TRIGGER customer_fts_update AFTER UPDATE ON customer_search BEGIN
  INSERT INTO customer_fts(customer_fts, rowid, name, organisation, identities, note)
    VALUES ('delete', old.id, old.name, old.organisation, old.identities, old.note);
  INSERT INTO customer_fts(rowid, name, organisation, identities, note)
    VALUES (new.id, new.name, new.organisation, new.identities, new.note);
END;

CREATE VIRTUAL TABLE canned_fts USING fts5(
  name, title, body, content='canned', content_rowid='id', prefix='2 3',
  tokenize="unicode61 remove_diacritics 2");
INSERT INTO canned_fts(canned_fts, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER canned_fts_insert AFTER INSERT ON canned BEGIN
  INSERT INTO canned_fts(rowid, name, title, body)
    VALUES (new.id, new.name, new.title, new.body);
END;
CREATE TRIGGER canned_fts_delete AFTER DELETE ON canned BEGIN
  INSERT INTO canned_fts(canned_fts, rowid, name, title, body)
    VALUES ('delete', old.id, old.name, old.title, old.body);
END;
CREATE TRIGGER canned_fts_update AFTER UPDATE OF name, title, body ON canned BEGIN
  INSERT INTO canned_fts(canned_fts, rowid, name, title, body)
    VALUES ('delete', old.id, old.name, old.title, old.body);
  INSERT INTO canned_fts(rowid, name, title, body)
    VALUES (new.id, new.name, new.title, new.body);
END;

CREATE VIRTUAL TABLE article_fts USING fts5(
  title, body, content='article', content_rowid='id', prefix='2 3',
  tokenize="unicode61 remove_diacritics 2");
INSERT INTO article_fts(article_fts, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER article_fts_insert AFTER INSERT ON article BEGIN
  INSERT INTO article_fts(rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER article_fts_delete AFTER DELETE ON article BEGIN
  INSERT INTO article_fts(article_fts, rowid, title, body)
    VALUES ('delete', old.id, old.title, old.body);
END;
CREATE TRIGGER article_fts_update AFTER UPDATE OF title, body ON article BEGIN
  INSERT INTO article_fts(article_fts, rowid, title, body)
    VALUES ('delete', old.id, old.title, old.body);
  INSERT INTO article_fts(rowid, title, body) VALUES (new.id, new.title, new.body);
END;
