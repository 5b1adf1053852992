CREATE TABLE focus (
  zone_id TEXT NOT NULL,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  tier TEXT NOT NULL,
  slot BIGINT NOT NULL,
  position BIGINT NOT NULL,
  industries TEXT NOT NULL,
  source TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, code)
);
CREATE TABLE enterprise (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT,
  credit_code TEXT,
  registration_no TEXT,
  status TEXT NOT NULL,
  status_text TEXT,
  company_type TEXT,
  capital_fen BIGINT,
  capital_currency TEXT,
  paid_capital_fen BIGINT,
  founded_on TEXT,
  term TEXT,
  region_code TEXT,
  address TEXT,
  industry_code TEXT,
  focus TEXT,
  size TEXT,
  insured_count BIGINT,
  website TEXT,
  scope TEXT,
  intro TEXT,
  former_names TEXT NOT NULL,
  tags TEXT NOT NULL,
  department_id TEXT,
  parent_id TEXT,
  group_name TEXT,
  facts TEXT NOT NULL,
  source TEXT NOT NULL,
  recorded_by TEXT,
  recorded_on TEXT NOT NULL,
  checked_on TEXT,
  merged_into TEXT,
  removed_on TEXT,
  batch_id TEXT,
  updated_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX enterprise_code ON enterprise (zone_id, credit_code);
CREATE INDEX enterprise_parent ON enterprise (zone_id, parent_id);
CREATE INDEX enterprise_batch ON enterprise (zone_id, batch_id);
CREATE INDEX enterprise_department ON enterprise (zone_id, department_id);
CREATE TABLE enterprise_key (
  zone_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  enterprise_id TEXT NOT NULL,
  PRIMARY KEY (zone_id, kind, value, enterprise_id)
);
CREATE INDEX enterprise_key_owner ON enterprise_key (zone_id, enterprise_id);
CREATE TABLE contact (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  enterprise_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  duty TEXT NOT NULL,
  source TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX contact_of ON contact (zone_id, enterprise_id);
CREATE INDEX contact_person ON contact (zone_id, person_id);
CREATE TABLE person (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  phones TEXT NOT NULL,
  emails TEXT NOT NULL,
  note TEXT,
  PRIMARY KEY (zone_id, id)
);
CREATE TABLE listing (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  enterprise_id TEXT NOT NULL,
  list TEXT NOT NULL,
  year BIGINT,
  rank BIGINT,
  state TEXT NOT NULL,
  source TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX listing_of ON listing (zone_id, enterprise_id);
CREATE TABLE figure (
  zone_id TEXT NOT NULL,
  enterprise_id TEXT NOT NULL,
  metric TEXT NOT NULL,
  period TEXT NOT NULL,
  value BIGINT NOT NULL,
  source TEXT NOT NULL,
  recorded_by TEXT,
  recorded_on TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, enterprise_id, metric, period)
);
CREATE INDEX figure_metric ON figure (zone_id, metric, period, value);
CREATE TABLE threshold (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  list TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  industries TEXT NOT NULL,
  any_of TEXT NOT NULL,
  qualification TEXT,
  source TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE TABLE saved_view (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  user_id TEXT,
  list TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  columns TEXT NOT NULL,
  position BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX saved_view_user ON saved_view (zone_id, list, user_id);
CREATE TABLE enterprise_merge (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  into_id TEXT NOT NULL,
  from_id TEXT NOT NULL,
  merged_us BIGINT NOT NULL,
  undone_us BIGINT,
  into_before TEXT NOT NULL,
  from_before TEXT NOT NULL,
  moved TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX enterprise_merge_into ON enterprise_merge (zone_id, into_id);
