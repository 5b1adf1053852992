CREATE TABLE project (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  code TEXT,
  enterprise_id TEXT,
  enterprise TEXT NOT NULL,
  agreement_id TEXT,
  investment_id TEXT,
  lead_id TEXT,
  focus TEXT,
  industry TEXT,
  site TEXT NOT NULL,
  longitude DOUBLE PRECISION,
  latitude DOUBLE PRECISION,
  planned_fen BIGINT,
  attributes TEXT NOT NULL,
  theme TEXT,
  officer TEXT,
  officer_on TEXT,
  phase TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  closed_on TEXT,
  close_reason TEXT,
  note TEXT,
  source TEXT NOT NULL,
  recorded_by TEXT,
  updated_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_phase ON project (zone_id, phase, updated_us, id);
CREATE INDEX project_officer ON project (zone_id, officer, phase, id);
CREATE INDEX project_enterprise ON project (zone_id, enterprise_id, id);
CREATE INDEX project_name ON project (zone_id, name, id);
CREATE INDEX project_agreement ON project (zone_id, agreement_id);
CREATE UNIQUE INDEX project_investment ON project (zone_id, investment_id) WHERE investment_id IS NOT NULL;
CREATE TABLE project_milestone (
  zone_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  planned_on TEXT,
  forecast_on TEXT,
  forecast_late_on TEXT,
  actual_on TEXT,
  source TEXT NOT NULL,
  note TEXT,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, project_id, kind)
);
CREATE INDEX project_milestone_actual ON project_milestone (zone_id, kind, actual_on);
CREATE TABLE project_assignment (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  officer TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT,
  reason TEXT NOT NULL,
  notes TEXT,
  assigned_by TEXT,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_assignment_project ON project_assignment (zone_id, project_id, from_on);
CREATE INDEX project_assignment_officer ON project_assignment (zone_id, officer, to_on);
