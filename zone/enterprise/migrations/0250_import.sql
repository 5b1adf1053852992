CREATE TABLE import_batch (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  format TEXT NOT NULL,
  state TEXT NOT NULL,
  mapping TEXT NOT NULL,
  header TEXT NOT NULL,
  header_rows BIGINT NOT NULL,
  counts TEXT NOT NULL,
  written TEXT NOT NULL,
  user_id TEXT,
  job_id TEXT,
  problem TEXT,
  created_us BIGINT NOT NULL,
  applied_us BIGINT,
  undone_us BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX import_batch_created ON import_batch (zone_id, created_us);
CREATE TABLE import_row (
  zone_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  row_no BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  name TEXT NOT NULL,
  credit_code TEXT NOT NULL,
  basis TEXT NOT NULL,
  enterprise_id TEXT,
  seen_version BIGINT NOT NULL,
  parsed TEXT NOT NULL,
  changes TEXT NOT NULL,
  reasons TEXT NOT NULL,
  raw TEXT NOT NULL,
  undo TEXT NOT NULL,
  PRIMARY KEY (zone_id, batch_id, row_no)
);
CREATE INDEX import_row_outcome ON import_row (zone_id, batch_id, outcome, row_no);
CREATE INDEX import_row_enterprise ON import_row (zone_id, enterprise_id);
CREATE TABLE import_mapping (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  header TEXT NOT NULL,
  mapping TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
