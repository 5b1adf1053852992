CREATE TABLE agreement_file (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  agreement_id TEXT NOT NULL,
  amount_id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  added_by TEXT,
  added_us BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX agreement_file_amount ON agreement_file (zone_id, amount_id, added_us);
CREATE INDEX agreement_file_bytes ON agreement_file (zone_id, sha256);
