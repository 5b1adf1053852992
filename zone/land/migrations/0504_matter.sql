CREATE TABLE matter (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  enterprise_id TEXT,
  plan_id TEXT NOT NULL,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  kind TEXT NOT NULL,
  department_id TEXT,
  department TEXT NOT NULL,
  stage TEXT NOT NULL,
  position BIGINT NOT NULL,
  why TEXT NOT NULL,
  needs TEXT NOT NULL,
  prerequisites TEXT NOT NULL,
  statutory_days BIGINT,
  promised_days BIGINT,
  internal_days BIGINT,
  took TEXT NOT NULL,
  tolerant BIGINT NOT NULL,
  notify_and_commit BIGINT NOT NULL,
  joint TEXT NOT NULL,
  state TEXT NOT NULL,
  submitted_on TEXT,
  accepted_on TEXT,
  decided_on TEXT,
  delivered_on TEXT,
  ended_on TEXT,
  outcome TEXT,
  clerk TEXT,
  correction TEXT NOT NULL,
  specials TEXT NOT NULL,
  obligations TEXT NOT NULL,
  document TEXT NOT NULL,
  overridden TEXT NOT NULL,
  planned_start_on TEXT,
  planned_end_on TEXT,
  forecast_on TEXT,
  forecast_late_on TEXT,
  criticality DOUBLE PRECISION,
  critical BIGINT NOT NULL,
  due_on TEXT,
  due_provisional BIGINT NOT NULL,
  paused_on TEXT,
  breached_on TEXT,
  updated_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX matter_code ON matter (zone_id, plan_id, code);
CREATE INDEX matter_project ON matter (zone_id, project_id, position);
CREATE INDEX matter_inbox ON matter (zone_id, department_id, state, due_on, id);
CREATE INDEX matter_due ON matter (zone_id, state, due_on, id);
CREATE INDEX matter_company ON matter (zone_id, enterprise_id, state);
CREATE INDEX matter_type ON matter (zone_id, code, ended_on);
CREATE TABLE matter_clock (
  zone_id TEXT NOT NULL,
  matter_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  project_id TEXT NOT NULL,
  department_id TEXT,
  clock TEXT NOT NULL,
  state TEXT NOT NULL,
  due_on TEXT,
  provisional BIGINT NOT NULL,
  breached_on TEXT,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, matter_id, kind)
);
CREATE INDEX matter_clock_due ON matter_clock (zone_id, state, due_on);
CREATE INDEX matter_clock_project ON matter_clock (zone_id, project_id);
CREATE TABLE rung_fire (
  zone_id TEXT NOT NULL,
  matter_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  rung TEXT NOT NULL,
  fired_on TEXT NOT NULL,
  fired_us BIGINT NOT NULL,
  told TEXT NOT NULL,
  PRIMARY KEY (zone_id, matter_id, kind, rung)
);
CREATE TABLE delegation (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  from_user TEXT NOT NULL,
  to_user TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  ended_on TEXT,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX delegation_from ON delegation (zone_id, from_user, to_on);
CREATE INDEX delegation_to ON delegation (zone_id, to_user, to_on);
