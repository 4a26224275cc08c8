-- What follows a contact: deadlines, tasks, escalations, orders and money, knowledge.

-- Knowledge: an article tells a problem and its answer (`body`). What a new version replaces is kept.
ALTER TABLE article ADD COLUMN problem TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN product TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE article ADD COLUMN reviewed_at INTEGER;
ALTER TABLE article ADD COLUMN archived_at INTEGER;
ALTER TABLE article ADD COLUMN uses INTEGER NOT NULL DEFAULT 0;
CREATE INDEX article_owner ON article(owner_id, created_at);

CREATE TABLE article_version (
  article_id INTEGER NOT NULL REFERENCES article(id),
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  problem TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (article_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE article_use (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES article(id),
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX article_use_article ON article_use(article_id);
CREATE INDEX article_use_ticket ON article_use(ticket_id);

-- One row for each contact after which the agent said that no article answers it.
CREATE TABLE article_missing (
  interaction_id INTEGER PRIMARY KEY REFERENCES interaction(id),
  reason TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX article_missing_at ON article_missing(at);

DROP TRIGGER article_fts_insert;
DROP TRIGGER article_fts_delete;
DROP TRIGGER article_fts_update;
DROP TABLE article_fts;
CREATE VIRTUAL TABLE article_fts USING fts5(
  title, problem, body, content='article', content_rowid='id', prefix='2 3',
  tokenize="unicode61 remove_diacritics 2");
INSERT INTO article_fts(article_fts, rank) VALUES ('secure-delete', 1);
INSERT INTO article_fts(article_fts) VALUES ('rebuild');
CREATE TRIGGER article_fts_insert AFTER INSERT ON article BEGIN
  INSERT INTO article_fts(rowid, title, problem, body)
    VALUES (new.id, new.title, new.problem, new.body);
END;
CREATE TRIGGER article_fts_delete AFTER DELETE ON article BEGIN
  INSERT INTO article_fts(article_fts, rowid, title, problem, body)
    VALUES ('delete', old.id, old.title, old.problem, old.body);
END;
CREATE TRIGGER article_fts_update AFTER UPDATE OF title, problem, body ON article BEGIN
  INSERT INTO article_fts(article_fts, rowid, title, problem, body)
    VALUES ('delete', old.id, old.title, old.problem, old.body);
  INSERT INTO article_fts(rowid, title, problem, body)
    VALUES (new.id, new.title, new.problem, new.body);
END;

-- escalations, transfers, identity checks, acknowledgements -----------------------------------

-- Which tier a team is ('T2'), and who is in it: from the settings; a helpdesk has groups alone.
ALTER TABLE team ADD COLUMN tier TEXT NOT NULL DEFAULT '';
CREATE TABLE team_member (
  team_id INTEGER NOT NULL REFERENCES team(id),
  agent_id INTEGER NOT NULL REFERENCES agent(id),
  PRIMARY KEY (team_id, agent_id)
) STRICT, WITHOUT ROWID;

-- The case goes higher, the agent stays the customer's contact. Overdue is an open one past due_at;
-- reminded_at and overdue_at say when the agent was told.
CREATE TABLE escalation (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  interaction_id INTEGER REFERENCES interaction(id),
  follow_up_id INTEGER REFERENCES follow_up(id),
  tier TEXT NOT NULL,
  team_id INTEGER REFERENCES team(id),
  reason TEXT NOT NULL,
  summary TEXT NOT NULL,
  answer TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'answered', 'closed')),
  clock TEXT NOT NULL DEFAULT 'calendar' CHECK (clock IN ('calendar', 'business')),
  opened_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  remind_at INTEGER NOT NULL,
  reminded_at INTEGER,
  overdue_at INTEGER,
  accepted_at INTEGER,
  answered_at INTEGER,
  closed_at INTEGER,
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX escalation_open ON escalation(due_at, id) WHERE state <> 'closed';
CREATE INDEX escalation_ticket ON escalation(ticket_id, id);
CREATE INDEX escalation_interaction ON escalation(interaction_id) WHERE interaction_id IS NOT NULL;

-- The case goes to another team or person. A cold one is done at once; a warm one is offered, and
-- the ticket changes hands when the other side accepts.
CREATE TABLE transfer (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  interaction_id INTEGER REFERENCES interaction(id),
  team_id INTEGER REFERENCES team(id),
  agent_id INTEGER REFERENCES agent(id),
  is_warm INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('offered', 'accepted', 'declined', 'done')),
  at INTEGER NOT NULL,
  settled_at INTEGER,
  actor TEXT NOT NULL,
  CHECK (team_id IS NOT NULL OR agent_id IS NOT NULL)
) STRICT;
CREATE INDEX transfer_ticket ON transfer(ticket_id, id);
CREATE INDEX transfer_interaction ON transfer(interaction_id) WHERE interaction_id IS NOT NULL;

-- That somebody's identity was checked, how and with which result; never what was answered.
CREATE TABLE verification (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  ticket_id INTEGER REFERENCES ticket(id),
  interaction_id INTEGER REFERENCES interaction(id),
  method TEXT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('passed', 'partly', 'failed')),
  note TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX verification_customer ON verification(customer_id, at);
CREATE INDEX verification_ticket ON verification(ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX verification_interaction ON verification(interaction_id)
  WHERE interaction_id IS NOT NULL;

-- A query is acknowledged by the first public word of the desk, wherever it was written, or by a
-- call or a visit. `acknowledges` marks a message that says only that the query arrived: it is no
-- first response.
ALTER TABLE message ADD COLUMN acknowledges INTEGER NOT NULL DEFAULT 0;
UPDATE ticket SET acknowledged_at = (SELECT min(m.at) FROM message m WHERE m.ticket_id = ticket.id
    AND m.kind = 'public' AND m.author_kind = 'agent' AND m.state NOT IN ('held', 'dropped'))
  WHERE acknowledged_at IS NULL;
UPDATE ticket SET acknowledged_at = (SELECT min(i.started_at) FROM interaction i
    WHERE i.ticket_id = ticket.id AND i.channel IN ('phone', 'in_person'))
  WHERE acknowledged_at IS NULL;
CREATE INDEX ticket_unacknowledged ON ticket(created_at, id)
  WHERE acknowledged_at IS NULL AND status < 4 AND is_spam = 0;
CREATE TRIGGER ticket_acknowledged_insert AFTER INSERT ON message
WHEN new.kind = 'public' AND new.author_kind = 'agent' AND new.state NOT IN ('held', 'dropped')
BEGIN
  UPDATE ticket SET acknowledged_at = new.at WHERE id = new.ticket_id AND acknowledged_at IS NULL;
END;
CREATE TRIGGER ticket_acknowledged_state AFTER UPDATE OF state ON message
WHEN new.kind = 'public' AND new.author_kind = 'agent' AND new.state IN ('waiting', 'sent')
BEGIN
  UPDATE ticket SET acknowledged_at = new.at WHERE id = new.ticket_id AND acknowledged_at IS NULL;
END;
CREATE TRIGGER ticket_acknowledged_undone AFTER UPDATE OF state ON message
WHEN new.kind = 'public' AND new.author_kind = 'agent' AND new.state IN ('held', 'dropped')
BEGIN
  UPDATE ticket SET acknowledged_at = (SELECT min(m.at) FROM message m WHERE m.ticket_id = ticket.id
      AND m.kind = 'public' AND m.author_kind = 'agent' AND m.state NOT IN ('held', 'dropped'))
    WHERE id = new.ticket_id AND acknowledged_at = old.at;
END;
CREATE TRIGGER ticket_acknowledged_contact AFTER INSERT ON interaction
WHEN new.channel IN ('phone', 'in_person')
BEGIN
  UPDATE ticket SET acknowledged_at = new.started_at
    WHERE id = new.ticket_id AND acknowledged_at IS NULL;
END;

-- deadlines: what is due next on a ticket by the desk's own calendars --------------------------

-- `due_at` and `due_kind` stay what a helpdesk or an import gave. sla_kind is what is due next of
-- all there is; sla_at is when, or sla_left_s the open seconds left while it stands still; both
-- are NULL where the given one counts. sla_warn_at is when to warn, sla_check_at when something
-- is overdue next.
ALTER TABLE ticket ADD COLUMN sla_kind TEXT;
ALTER TABLE ticket ADD COLUMN sla_at INTEGER;
ALTER TABLE ticket ADD COLUMN sla_left_s INTEGER;
ALTER TABLE ticket ADD COLUMN sla_warn_at INTEGER;
ALTER TABLE ticket ADD COLUMN sla_check_at INTEGER;
CREATE INDEX ticket_sla_check ON ticket(sla_check_at) WHERE sla_check_at IS NOT NULL;
CREATE INDEX ticket_sla_warn ON ticket(assignee_id, sla_warn_at)
  WHERE sla_warn_at IS NOT NULL AND status < 4;

-- The order of the queue knows them: nearest deadline first, then work without one by how long it
-- waits, then what stands still by what is left, then paused work without a target. The columns
-- are made anew, because SQLite cannot change the words of a generated one.
DROP INDEX ticket_open_queue;
DROP INDEX ticket_open_priority;
DROP INDEX ticket_assignee_queue;
DROP INDEX ticket_assignee_priority;
DROP INDEX ticket_pending_queue;
DROP INDEX ticket_pending_priority;
DROP INDEX ticket_open_chat;
DROP INDEX ticket_team_queue;
ALTER TABLE ticket DROP COLUMN priority_key;
ALTER TABLE ticket DROP COLUMN queue_key;
ALTER TABLE ticket ADD COLUMN queue_key INTEGER GENERATED ALWAYS AS (
  CASE
    WHEN sla_left_s IS NOT NULL THEN 9007199254740992 + sla_left_s
    WHEN sla_at IS NOT NULL THEN sla_at
    WHEN status IN (2, 3) THEN 9007199254740992 + updated_at
    WHEN due_at IS NOT NULL THEN due_at
    ELSE 4503599627370496 + coalesce(waiting_since, created_at)
  END) VIRTUAL;
ALTER TABLE ticket ADD COLUMN priority_key INTEGER GENERATED ALWAYS AS (
  (4 - priority) * 72057594037927936 + queue_key) VIRTUAL;
CREATE INDEX ticket_open_queue ON ticket(queue_key, id) WHERE status < 4;
CREATE INDEX ticket_open_priority ON ticket(priority_key, id) WHERE status < 4;
CREATE INDEX ticket_assignee_queue ON ticket(assignee_id, queue_key, id) WHERE status < 4;
CREATE INDEX ticket_assignee_priority ON ticket(assignee_id, priority_key, id) WHERE status < 4;
CREATE INDEX ticket_pending_queue ON ticket(queue_key, id) WHERE status = 2;
CREATE INDEX ticket_pending_priority ON ticket(priority_key, id) WHERE status = 2;
CREATE INDEX ticket_open_chat ON ticket(queue_key, id) WHERE channel = 'chat' AND status < 4;
CREATE INDEX ticket_team_queue ON ticket(team_id, queue_key, id) WHERE status < 4;

-- In which states a ticket was, from the first count on: what stops a target is read from it.
CREATE TABLE status_change (
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  PRIMARY KEY (ticket_id, at)
) STRICT, WITHOUT ROWID;

-- Targets that were met or breached: written once, whatever the settings say later. settled_at is
-- when it was fulfilled in time, or when it ran out; ended_at is when it was fulfilled at all.
CREATE TABLE sla_fact (
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  target TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  target_s INTEGER NOT NULL,
  clock TEXT NOT NULL CHECK (clock IN ('business', 'calendar')),
  state TEXT NOT NULL CHECK (state IN ('met', 'breached')),
  due_at INTEGER,
  settled_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (ticket_id, target, started_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX sla_fact_settled ON sla_fact(coalesce(ended_at, settled_at));

-- Tickets on which something happened that their targets depend on. The triggers rest on a desk
-- without targets of its own: nothing there is counted.
CREATE TABLE sla_check (ticket_id INTEGER PRIMARY KEY REFERENCES ticket(id)) STRICT;
CREATE TRIGGER sla_check_ticket_insert AFTER INSERT ON ticket
WHEN EXISTS (SELECT 1 FROM meta WHERE key = 'sla') BEGIN
  INSERT OR IGNORE INTO sla_check VALUES (new.id);
END;
CREATE TRIGGER sla_check_ticket_update AFTER UPDATE OF status, priority, channel, team_id, tags,
  account, due_at, due_kind, acknowledged_at, triaged_at ON ticket
WHEN EXISTS (SELECT 1 FROM meta WHERE key = 'sla') BEGIN
  INSERT OR IGNORE INTO sla_check VALUES (new.id);
END;
CREATE TRIGGER sla_check_message_insert AFTER INSERT ON message
WHEN new.kind = 'public' AND EXISTS (SELECT 1 FROM meta WHERE key = 'sla') BEGIN
  INSERT OR IGNORE INTO sla_check VALUES (new.ticket_id);
END;
CREATE TRIGGER sla_check_message_update AFTER UPDATE OF state, ticket_id ON message
WHEN new.kind = 'public' AND EXISTS (SELECT 1 FROM meta WHERE key = 'sla') BEGIN
  INSERT OR IGNORE INTO sla_check VALUES (new.ticket_id);
  INSERT OR IGNORE INTO sla_check VALUES (old.ticket_id);
END;
CREATE TRIGGER sla_check_follow_up_insert AFTER INSERT ON follow_up
WHEN new.ticket_id IS NOT NULL AND EXISTS (SELECT 1 FROM meta WHERE key = 'sla') BEGIN
  INSERT OR IGNORE INTO sla_check VALUES (new.ticket_id);
END;
CREATE TRIGGER sla_check_follow_up_update
AFTER UPDATE OF due_at, done_at, dropped_at, ticket_id ON follow_up
WHEN new.ticket_id IS NOT NULL AND EXISTS (SELECT 1 FROM meta WHERE key = 'sla') BEGIN
  INSERT OR IGNORE INTO sla_check VALUES (new.ticket_id);
END;
CREATE TRIGGER sla_check_escalation_insert AFTER INSERT ON escalation
WHEN EXISTS (SELECT 1 FROM meta WHERE key = 'sla') BEGIN
  INSERT OR IGNORE INTO sla_check VALUES (new.ticket_id);
END;
CREATE TRIGGER sla_check_escalation_update AFTER UPDATE OF state, due_at ON escalation
WHEN EXISTS (SELECT 1 FROM meta WHERE key = 'sla') BEGIN
  INSERT OR IGNORE INTO sla_check VALUES (new.ticket_id);
END;
CREATE TRIGGER sla_check_contact_insert AFTER INSERT ON interaction
WHEN new.channel IN ('phone', 'in_person')
  AND EXISTS (SELECT 1 FROM meta WHERE key = 'sla') BEGIN
  INSERT OR IGNORE INTO sla_check VALUES (new.ticket_id);
END;

-- follow-ups: tasks, callbacks, snoozes, and who calls -----------------------------------------

-- `number` is whom a callback calls; `rung_at` is when its reminder rang, which it does once.
ALTER TABLE follow_up ADD COLUMN number TEXT NOT NULL DEFAULT '';
ALTER TABLE follow_up ADD COLUMN rung_at INTEGER;

-- What was done with a follow-up by hand, each with what was there before, so that it can be
-- taken back: `added`, `done`, `moved`, `dropped`.
CREATE TABLE follow_up_change (
  id INTEGER PRIMARY KEY,
  follow_up_id INTEGER NOT NULL REFERENCES follow_up(id),
  act TEXT NOT NULL CHECK (act IN ('added', 'done', 'moved', 'dropped')),
  at INTEGER NOT NULL,
  due_before INTEGER NOT NULL,
  rung_before INTEGER,
  undone_at INTEGER,
  told TEXT  -- operation of the note that told the helpdesk of it
) STRICT;
CREATE INDEX follow_up_change_of ON follow_up_change(follow_up_id);

-- A ticket is out of the queue until `snoozed_until`.
CREATE INDEX ticket_snoozed ON ticket(snoozed_until, status, assignee_id)
  WHERE snoozed_until IS NOT NULL;

-- A customer's word brings a snoozed ticket back at once, wherever it comes from. What is fetched
-- late but was said before the snooze is no new word; a quarter of an hour covers two clocks.
CREATE TRIGGER ticket_woken AFTER INSERT ON message WHEN new.author_kind = 'customer' BEGIN
  UPDATE ticket SET snoozed_until = NULL WHERE id = new.ticket_id AND snoozed_until IS NOT NULL
    AND new.at > coalesce((SELECT max(f.created_at) FROM follow_up f
      WHERE f.ticket_id = new.ticket_id AND f.kind = 'snooze'), 0) - 900000;
END;

-- A caller another program announced; the open desk takes the row away when it has shown it.
CREATE TABLE caller (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  channel TEXT NOT NULL,
  said TEXT NOT NULL DEFAULT '',
  customer_id INTEGER REFERENCES customer(id),
  ticket_id INTEGER REFERENCES ticket(id)
) STRICT;

-- orders and money: requests on order lines, payments, offers, feedback, commitments ----------

-- What a customer asks for one order line. Nobody approves what they asked for themselves, and at
-- most one live request of a kind stands on a line.
CREATE TABLE order_request (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('return', 'exchange', 'cancel', 'refund')),
  line_id INTEGER NOT NULL REFERENCES order_line(id),
  ticket_id INTEGER REFERENCES ticket(id),
  interaction_id INTEGER REFERENCES interaction(id),
  amount INTEGER NOT NULL DEFAULT 0 CHECK (amount >= 0),
  currency TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  rma TEXT UNIQUE,
  state TEXT NOT NULL
    CHECK (state IN ('requested', 'approved', 'declined', 'recorded', 'issued', 'cancelled')),
  agent_id INTEGER NOT NULL REFERENCES agent(id),
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  decided_by INTEGER REFERENCES agent(id),
  decider TEXT NOT NULL DEFAULT '',
  decided_at INTEGER,
  decision TEXT NOT NULL DEFAULT '',
  closed_at INTEGER,
  CHECK (decided_by IS NULL OR decided_by <> agent_id),
  CHECK (state <> 'approved' OR decided_by IS NOT NULL),
  CHECK (kind <> 'refund' OR amount > 0)
) STRICT;
CREATE UNIQUE INDEX order_request_live ON order_request(line_id, kind)
  WHERE state IN ('requested', 'approved', 'recorded', 'issued');
CREATE INDEX order_request_waiting ON order_request(at) WHERE state = 'requested';
CREATE INDEX order_request_line ON order_request(line_id, id);
CREATE INDEX order_request_ticket ON order_request(ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX order_request_interaction ON order_request(interaction_id)
  WHERE interaction_id IS NOT NULL;

-- A payment at the provider: what it came to, the provider's token, the last four digits.
CREATE TABLE payment (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  reference TEXT NOT NULL UNIQUE,
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  ticket_id INTEGER REFERENCES ticket(id),
  interaction_id INTEGER REFERENCES interaction(id),
  invoice_id INTEGER REFERENCES invoice(id),
  amount INTEGER NOT NULL CHECK (amount >= 0),
  currency TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('active', 'paid', 'failed', 'cancelled')),
  token TEXT NOT NULL DEFAULT '',
  last4 TEXT NOT NULL DEFAULT '' CHECK (last4 = '' OR last4 GLOB '[0-9][0-9][0-9][0-9]'),
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX payment_active ON payment(ticket_id) WHERE state = 'active';
CREATE INDEX payment_customer ON payment(customer_id, at);
CREATE INDEX payment_ticket ON payment(ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX payment_invoice ON payment(invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX payment_interaction ON payment(interaction_id) WHERE interaction_id IS NOT NULL;

CREATE TABLE offer (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  ticket_id INTEGER REFERENCES ticket(id),
  interaction_id INTEGER REFERENCES interaction(id),
  product TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('offered', 'accepted', 'accepted_later', 'declined')),
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX offer_customer ON offer(customer_id, at);
CREATE INDEX offer_ticket ON offer(ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX offer_interaction ON offer(interaction_id) WHERE interaction_id IS NOT NULL;

-- What the agent tells management or another team.
CREATE TABLE feedback (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('recommendation', 'improvement')),
  recipient TEXT NOT NULL,
  text TEXT NOT NULL,
  customer_id INTEGER REFERENCES customer(id),
  ticket_id INTEGER REFERENCES ticket(id),
  interaction_id INTEGER REFERENCES interaction(id),
  agent_id INTEGER NOT NULL REFERENCES agent(id),
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX feedback_at ON feedback(agent_id, kind, at);
CREATE INDEX feedback_customer ON feedback(customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX feedback_ticket ON feedback(ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX feedback_interaction ON feedback(interaction_id) WHERE interaction_id IS NOT NULL;

-- Trainings and quizzes that were done; improvements are counted from the feedback.
CREATE TABLE commitment_done (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('training', 'quiz')),
  title TEXT NOT NULL DEFAULT '',
  agent_id INTEGER NOT NULL REFERENCES agent(id),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX commitment_done_at ON commitment_done(agent_id, kind, at);

-- handing over: what is taken back, what a helpdesk tells of it, who else has a ticket ----------

-- An escalation or a transfer taken back counts nowhere, and an escalation is closed with it.
-- `undo` holds what it changed, to be put back: the operations of its note and of the ticket.
-- `closed_by` is '' for a close by hand, 'solved' where the ticket was solved; `step_before` is
-- the state that comes back when that ticket is open again. `read_to` is the last message that was
-- looked at for a word of those it went to; `assignee_before` is who had the ticket.
ALTER TABLE escalation ADD COLUMN undone_at INTEGER;
ALTER TABLE escalation ADD COLUMN read_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE escalation ADD COLUMN assignee_before INTEGER;
ALTER TABLE escalation ADD COLUMN undo TEXT NOT NULL DEFAULT '{}';
ALTER TABLE escalation ADD COLUMN closed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE escalation ADD COLUMN step_before TEXT NOT NULL DEFAULT '';
ALTER TABLE transfer ADD COLUMN undone_at INTEGER;
ALTER TABLE transfer ADD COLUMN undo TEXT NOT NULL DEFAULT '{}';
CREATE INDEX escalation_solved ON escalation(closed_at) WHERE closed_by = 'solved';

-- Who else was seen on a ticket, as a helpdesk or another program told it: a hint, never a lock.
CREATE TABLE presence (
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  who TEXT NOT NULL,
  doing TEXT NOT NULL CHECK (doing IN ('typing', 'viewing')),
  at INTEGER NOT NULL,
  PRIMARY KEY (ticket_id, who)
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_at ON presence(at);

-- That a customer said that a detail is right: a field or fact by its name, or an address. Details
-- confirmed at once have one `act`. `ended_at`: the value is another one since, or it was undone.
CREATE TABLE detail_confirmed (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  field TEXT NOT NULL,
  identity_id INTEGER,
  act TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX detail_confirmed_of ON detail_confirmed(customer_id, field);
CREATE INDEX detail_confirmed_address ON detail_confirmed(identity_id)
  WHERE identity_id IS NOT NULL;
INSERT INTO detail_confirmed (customer_id, field, act, at, actor)
  SELECT id, 'name', 'before', verified_at, '' FROM customer WHERE verified_at IS NOT NULL
  UNION ALL SELECT id, 'organisation', 'before', verified_at, '' FROM customer
    WHERE verified_at IS NOT NULL AND organisation_id IS NOT NULL
  UNION ALL SELECT c.id, f.name, 'before', c.verified_at, '' FROM customer c
    JOIN customer_field f ON f.customer_id = c.id WHERE c.verified_at IS NOT NULL;
INSERT INTO detail_confirmed (customer_id, field, identity_id, act, at, actor)
  SELECT c.id, i.kind, i.id, 'before', c.verified_at, '' FROM customer c
    JOIN identity i ON i.customer_id = c.id WHERE c.verified_at IS NOT NULL;
CREATE TRIGGER detail_changed AFTER INSERT ON field_history BEGIN
  UPDATE detail_confirmed SET ended_at = new.at WHERE customer_id = new.customer_id
    AND field = new.field AND identity_id IS NULL AND ended_at IS NULL;
END;
CREATE TRIGGER detail_address_changed AFTER UPDATE OF normal ON identity
WHEN new.normal <> old.normal BEGIN
  UPDATE detail_confirmed SET ended_at = at WHERE identity_id = new.id AND ended_at IS NULL;
END;
CREATE TRIGGER detail_address_gone AFTER DELETE ON identity BEGIN
  DELETE FROM detail_confirmed WHERE identity_id = old.id;
END;

-- answers to surveys: satisfaction, recommendation, effort -------------------------------------

-- One row for each answer as it came. `survey` names what was asked about: of several answers to
-- one survey the last counts. interaction_id is the agent's last contact before the answer; an
-- answer without one is nobody's here. `source` is the account or the import it came from.
CREATE TABLE survey_answer (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  key TEXT UNIQUE,
  source TEXT NOT NULL,
  survey TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('csat', 'nps', 'ces')),
  scale TEXT NOT NULL,
  value ANY NOT NULL CHECK (typeof(value) = 'integer' OR value IN ('good', 'bad')),
  answered_at INTEGER NOT NULL,
  comment TEXT NOT NULL DEFAULT '',
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  ticket_id INTEGER REFERENCES ticket(id),
  interaction_id INTEGER REFERENCES interaction(id)
) STRICT;
CREATE INDEX survey_answer_of ON survey_answer(kind, survey, answered_at);
CREATE INDEX survey_answer_at ON survey_answer(kind, answered_at);
CREATE INDEX survey_answer_customer ON survey_answer(customer_id, answered_at);
CREATE INDEX survey_answer_ticket ON survey_answer(ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX survey_answer_interaction ON survey_answer(interaction_id)
  WHERE interaction_id IS NOT NULL;

-- tickets that are joined, parted or belong together -------------------------------------------

-- `incident`: ticket_id is an incident of the problem to_id. `duplicate`: ticket_id is one of to_id.
-- `split`: ticket_id was parted from to_id. The other kinds have no direction. The two contacts are
-- those that were joined as the same issue by this link, and are parted with it.
CREATE TABLE ticket_link (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  to_id INTEGER NOT NULL REFERENCES ticket(id),
  kind TEXT NOT NULL
    CHECK (kind IN ('same_issue', 'duplicate', 'incident', 'related', 'split')),
  interaction_id INTEGER,
  to_interaction_id INTEGER,
  act TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  CHECK (ticket_id <> to_id),
  UNIQUE (ticket_id, to_id, kind)
) STRICT;
CREATE INDEX ticket_link_to ON ticket_link(to_id);

-- Rows that went from a ticket to another one: all of a ticket that was merged, the messages of one
-- that was split. `moved` holds exactly what undoing needs; personal text stands in its `words`.
CREATE TABLE ticket_move (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('merge', 'split')),
  from_id INTEGER NOT NULL REFERENCES ticket(id),
  into_id INTEGER NOT NULL REFERENCES ticket(id),
  operation TEXT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  moved TEXT NOT NULL,
  undone_at INTEGER
) STRICT;
CREATE INDEX ticket_move_from ON ticket_move(from_id, id);
CREATE INDEX ticket_move_into ON ticket_move(into_id, id);

-- What was proposed and turned down: this ticket beside that one, or, with no other ticket, this
-- one as a part of one incident. It is not proposed again.
CREATE TABLE proposal_dismissed (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  other_id INTEGER REFERENCES ticket(id),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX proposal_dismissed_ticket ON proposal_dismissed(ticket_id);
CREATE INDEX proposal_dismissed_other ON proposal_dismissed(other_id)
  WHERE other_id IS NOT NULL;

-- macros: several changes as one act -----------------------------------------------------------

-- `steps` as csr_desk.domain.macro_steps. `account` is the helpdesk it came from, '' for the
-- agent's own; `left_out` are the words for what the desk cannot do of it.
CREATE TABLE macro (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  folder TEXT NOT NULL DEFAULT '',
  keywords TEXT NOT NULL DEFAULT '',
  steps TEXT NOT NULL DEFAULT '{}',
  left_out TEXT NOT NULL DEFAULT '[]',
  version INTEGER NOT NULL DEFAULT 1,
  uses INTEGER NOT NULL DEFAULT 0,
  last_used_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;

-- A run can be taken back as a whole before `until`.
CREATE TABLE macro_run (
  id INTEGER PRIMARY KEY,
  macro_id INTEGER NOT NULL REFERENCES macro(id),
  at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  undone_at INTEGER
) STRICT;
CREATE INDEX macro_run_at ON macro_run(at) WHERE undone_at IS NULL;

-- What a ticket was like before a run, and what the run did there; gone when it cannot be taken
-- back any more.
CREATE TABLE macro_change (
  run_id INTEGER NOT NULL REFERENCES macro_run(id),
  ticket_id INTEGER NOT NULL REFERENCES ticket(id),
  before TEXT NOT NULL,
  PRIMARY KEY (run_id, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX macro_change_ticket ON macro_change(ticket_id);

-- what was known when a text was begun ----------------------------------------------------------

-- Up to when, by the helpdesk's clock, the ticket had been read, while its conversation was not here:
-- what it has from before is no news. NULL when the conversation was here, or there is no helpdesk.
ALTER TABLE draft ADD COLUMN began_at INTEGER;
ALTER TABLE operation ADD COLUMN began_at INTEGER;

-- figures: what became of tickets, by time ------------------------------------------------------

CREATE INDEX event_ticket_step ON event(at, seq, kind, ticket_id)
  WHERE kind IN ('ticket.solved', 'ticket.reopened', 'ticket.solve_undone', 'ticket.reopen_undone',
  'triage.set', 'triage.spam', 'triage.undone');

-- the weekly trend: what the agent wrote into its draft -----------------------------------------

-- `week` is its Monday as an ISO day. `subject` is a reason, or '' for the remarks on the whole week.
CREATE TABLE trend_word (
  week TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (week, subject)
) STRICT, WITHOUT ROWID;

-- handover sheets --------------------------------------------------------------------------------

-- What was open when a shift ended, as numbers alone: `data` is an object of section to row ids.
-- The words are read where they belong, so that they are erased there.
CREATE TABLE handover (
  shift_id INTEGER PRIMARY KEY REFERENCES shift(id),
  at INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
