CREATE TABLE agreement (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  title_en TEXT NOT NULL,
  kind TEXT NOT NULL,
  signed_on TEXT,
  date_source TEXT,
  amends TEXT,
  parties TEXT NOT NULL,
  lead_id TEXT,
  mission_id TEXT,
  source TEXT NOT NULL,
  voided_on TEXT,
  void_reason TEXT,
  recorded_by TEXT,
  recorded_on TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX agreement_signed ON agreement (zone_id, signed_on);
CREATE INDEX agreement_lead ON agreement (zone_id, lead_id);
CREATE INDEX agreement_mission ON agreement (zone_id, mission_id);
CREATE TABLE agreement_workstream (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  agreement_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  state TEXT NOT NULL,
  owner TEXT,
  note TEXT NOT NULL,
  source TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX agreement_workstream_of ON agreement_workstream (zone_id, agreement_id, position);
CREATE TABLE agreement_project (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  agreement_id TEXT,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  company TEXT NOT NULL,
  company_id TEXT,
  focus TEXT,
  owner TEXT,
  source TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX agreement_project_of ON agreement_project (zone_id, agreement_id);
CREATE TABLE agreement_amount (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  agreement_id TEXT,
  project_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  basis TEXT NOT NULL,
  dated_on TEXT NOT NULL,
  fen BIGINT NOT NULL,
  currency TEXT NOT NULL,
  rate TEXT,
  source TEXT NOT NULL,
  recorded_by TEXT,
  recorded_on TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX agreement_amount_project ON agreement_amount (zone_id, project_id);
CREATE INDEX agreement_amount_kind ON agreement_amount (zone_id, kind, dated_on);
CREATE TABLE counting_rule (
  zone_id TEXT NOT NULL,
  code TEXT NOT NULL,
  counts TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  per_project TEXT NOT NULL,
  framework_counts BIGINT NOT NULL,
  needs_evidence BIGINT NOT NULL,
  foreign_by_rate BIGINT NOT NULL,
  text_zh TEXT NOT NULL,
  text_en TEXT NOT NULL,
  source TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, code)
);
