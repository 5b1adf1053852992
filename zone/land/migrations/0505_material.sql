CREATE TABLE material (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  enterprise_id TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  number BIGINT NOT NULL,
  supersedes TEXT,
  valid_until TEXT,
  file_name TEXT NOT NULL,
  file_kind TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  added_by TEXT,
  added_us BIGINT NOT NULL,
  withdrawn_on TEXT,
  source TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX material_number ON material (zone_id, enterprise_id, code, number);
CREATE TABLE material_use (
  zone_id TEXT NOT NULL,
  matter_id TEXT NOT NULL,
  code TEXT NOT NULL,
  material_id TEXT NOT NULL,
  used_on TEXT NOT NULL,
  used_by TEXT,
  PRIMARY KEY (zone_id, matter_id, code)
);
CREATE INDEX material_use_material ON material_use (zone_id, material_id);
