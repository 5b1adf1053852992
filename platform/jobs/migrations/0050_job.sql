CREATE TABLE job (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  owner TEXT,
  locale TEXT NOT NULL,
  state TEXT NOT NULL,
  params TEXT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  message_code TEXT,
  message_args TEXT NOT NULL,
  result TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  started_us BIGINT,
  finished_us BIGINT,
  heartbeat_us BIGINT,
  cancel_requested BIGINT NOT NULL,
  runner TEXT,
  attempts BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX job_state ON job (state, created_us);
CREATE INDEX job_owner ON job (zone_id, owner, created_us);
