CREATE TABLE request_limit (
  zone_id TEXT NOT NULL,
  from_us BIGINT NOT NULL,
  answer_days BIGINT NOT NULL,
  contact_days BIGINT NOT NULL,
  silent_days BIGINT NOT NULL,
  set_by TEXT,
  PRIMARY KEY (zone_id, from_us)
);
