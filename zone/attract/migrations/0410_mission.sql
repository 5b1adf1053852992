CREATE TABLE mission (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  title_en TEXT NOT NULL,
  direction TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  legs TEXT NOT NULL,
  team TEXT NOT NULL,
  aim TEXT NOT NULL,
  cancelled_on TEXT,
  source TEXT NOT NULL,
  recorded_by TEXT,
  recorded_on TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX mission_days ON mission (zone_id, starts_on);
CREATE TABLE mission_visit (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  mission_id TEXT NOT NULL,
  day TEXT NOT NULL,
  position BIGINT NOT NULL,
  at_time TEXT,
  city TEXT NOT NULL,
  company TEXT NOT NULL,
  company_id TEXT,
  lead_id TEXT,
  address TEXT NOT NULL,
  contact_id TEXT,
  purpose TEXT NOT NULL,
  points TEXT NOT NULL,
  reasons TEXT NOT NULL,
  outcome TEXT,
  minutes TEXT NOT NULL,
  next_step TEXT NOT NULL,
  next_due TEXT,
  minuted_by TEXT,
  minuted_on TEXT,
  source TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX mission_visit_of ON mission_visit (zone_id, mission_id, day, position);
CREATE INDEX mission_visit_lead ON mission_visit (zone_id, lead_id);
