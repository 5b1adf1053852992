CREATE TABLE lead_stage (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  position BIGINT NOT NULL,
  kind TEXT NOT NULL,
  target_days BIGINT,
  active BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE TABLE lead_reason (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  position BIGINT NOT NULL,
  active BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE TABLE lead_policy (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  return_days BIGINT NOT NULL,
  warn_days BIGINT NOT NULL,
  claim_limit BIGINT NOT NULL,
  answer_hours BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE TABLE lead (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  origin TEXT NOT NULL,
  company_id TEXT,
  credit_code TEXT,
  city TEXT,
  industry TEXT,
  division TEXT,
  focus TEXT,
  subject TEXT NOT NULL,
  channel TEXT NOT NULL,
  amount_fen BIGINT,
  amount_currency TEXT,
  stage TEXT NOT NULL,
  kind TEXT NOT NULL,
  stage_on TEXT NOT NULL,
  owner TEXT,
  owned_on TEXT,
  next_step TEXT,
  next_on TEXT,
  remind_on TEXT,
  began_on TEXT NOT NULL,
  enquired_us BIGINT,
  answer_due_us BIGINT,
  answered_us BIGINT,
  active_on TEXT NOT NULL,
  warned_on TEXT,
  hesitating BIGINT NOT NULL,
  lost_reason TEXT,
  closed_on TEXT,
  note TEXT,
  source TEXT NOT NULL,
  author TEXT,
  recorded_by TEXT,
  recorded_on TEXT NOT NULL,
  batch_id TEXT,
  updated_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX lead_live_name ON lead (zone_id, name_key) WHERE kind = 'open';
CREATE UNIQUE INDEX lead_live_code ON lead (zone_id, credit_code) WHERE kind = 'open' AND credit_code IS NOT NULL;
CREATE INDEX lead_name ON lead (zone_id, name_key, id);
CREATE INDEX lead_code ON lead (zone_id, credit_code);
CREATE INDEX lead_active ON lead (zone_id, active_on, id);
CREATE INDEX lead_began ON lead (zone_id, began_on, id);
CREATE INDEX lead_next ON lead (zone_id, next_on, id);
CREATE INDEX lead_amount ON lead (zone_id, amount_fen, id);
CREATE INDEX lead_owner ON lead (zone_id, owner, kind, next_on);
CREATE INDEX lead_at_stage ON lead (zone_id, stage, stage_on, id);
CREATE INDEX lead_kind ON lead (zone_id, kind, active_on, id);
CREATE TABLE lead_passage (
  zone_id TEXT NOT NULL,
  lead_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  stage TEXT NOT NULL,
  entered_on TEXT NOT NULL,
  left_on TEXT,
  days BIGINT,
  owner TEXT,
  moved_by TEXT,
  PRIMARY KEY (zone_id, lead_id, n)
);
CREATE INDEX lead_passage_stage ON lead_passage (zone_id, stage, lead_id);
CREATE TABLE lead_hesitation (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  lead_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  since_on TEXT NOT NULL,
  note TEXT,
  resolved_on TEXT,
  resolved_by TEXT,
  how TEXT,
  source TEXT NOT NULL,
  recorded_by TEXT,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX lead_hesitation_lead ON lead_hesitation (zone_id, lead_id, since_on);
CREATE TABLE lead_activity (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  lead_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  happened_on TEXT NOT NULL,
  summary TEXT NOT NULL,
  author TEXT,
  recorded_by TEXT,
  recorded_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX lead_activity_lead ON lead_activity (zone_id, lead_id, happened_on, id);
CREATE TABLE lead_mention (
  zone_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  activity_id TEXT NOT NULL,
  lead_id TEXT NOT NULL,
  mentioned_us BIGINT NOT NULL,
  seen_us BIGINT,
  PRIMARY KEY (zone_id, user_id, activity_id)
);
CREATE TABLE lead_handover (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  lead_id TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_us BIGINT NOT NULL,
  reason TEXT NOT NULL,
  owner TEXT NOT NULL,
  answer TEXT,
  answered_by TEXT,
  answered_us BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX lead_handover_lead ON lead_handover (zone_id, lead_id, asked_us);
CREATE INDEX lead_handover_owner ON lead_handover (zone_id, owner, answer);
CREATE TABLE lead_file (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  lead_id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  added_by TEXT,
  added_us BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX lead_file_lead ON lead_file (zone_id, lead_id, added_us);
CREATE TABLE lead_batch (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  state TEXT NOT NULL,
  columns TEXT NOT NULL,
  unused TEXT NOT NULL,
  rows BIGINT NOT NULL,
  creates BIGINT NOT NULL,
  updates BIGINT NOT NULL,
  skips BIGINT NOT NULL,
  errors BIGINT NOT NULL,
  user_id TEXT,
  created_us BIGINT NOT NULL,
  applied_us BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE TABLE lead_batch_line (
  zone_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  name TEXT NOT NULL,
  reasons TEXT NOT NULL,
  after TEXT NOT NULL,
  passages TEXT NOT NULL,
  activity TEXT NOT NULL,
  before TEXT NOT NULL,
  PRIMARY KEY (zone_id, batch_id, number)
);
CREATE INDEX lead_batch_outcome ON lead_batch_line (zone_id, batch_id, outcome, number);
