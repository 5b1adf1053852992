CREATE TABLE process_log (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  format TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  state TEXT NOT NULL,
  mapping TEXT NOT NULL,
  job TEXT,
  cases BIGINT NOT NULL,
  events BIGINT NOT NULL,
  activities BIGINT NOT NULL,
  left_out TEXT NOT NULL,
  problem TEXT NOT NULL,
  added_by TEXT,
  added_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX process_log_added ON process_log (zone_id, added_us);
