CREATE TABLE request (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  enterprise_id TEXT NOT NULL,
  enterprise TEXT NOT NULL,
  project_id TEXT,
  matter_id TEXT,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  channel TEXT NOT NULL,
  department_id TEXT,
  handler TEXT,
  state TEXT NOT NULL,
  asked_by TEXT,
  asked_us BIGINT NOT NULL,
  asked_on TEXT NOT NULL,
  taken_on TEXT,
  reopened_on TEXT,
  limit_days BIGINT NOT NULL,
  clock TEXT NOT NULL,
  due_on TEXT,
  due_provisional BIGINT NOT NULL,
  breached_on TEXT,
  escalated BIGINT NOT NULL,
  answer TEXT,
  answered_by TEXT,
  answered_on TEXT,
  closed_on TEXT,
  source TEXT NOT NULL,
  updated_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX request_open ON request (zone_id, state, due_on, id);
CREATE INDEX request_department ON request (zone_id, department_id, state, due_on);
CREATE INDEX request_handler ON request (zone_id, handler, state, due_on);
CREATE INDEX request_company ON request (zone_id, enterprise_id, asked_us, id);
CREATE INDEX request_project ON request (zone_id, project_id, asked_us);
CREATE TABLE request_note (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  by_user TEXT,
  at_us BIGINT NOT NULL,
  body TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX request_note_request ON request_note (zone_id, request_id, at_us);
CREATE TABLE rating (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  enterprise_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  project_id TEXT,
  department_id TEXT,
  stars BIGINT NOT NULL,
  note TEXT,
  rated_by TEXT,
  rated_on TEXT NOT NULL,
  noted_by TEXT,
  noted_on TEXT,
  source TEXT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX rating_subject ON rating (zone_id, subject, subject_id);
CREATE INDEX rating_day ON rating (zone_id, rated_on);
CREATE INDEX rating_department ON rating (zone_id, department_id, rated_on);
