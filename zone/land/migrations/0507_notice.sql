CREATE TABLE land_notice (
  zone_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  path TEXT NOT NULL,
  words TEXT NOT NULL,
  at_us BIGINT NOT NULL,
  seen_us BIGINT,
  PRIMARY KEY (zone_id, user_id, id)
);
CREATE INDEX land_notice_unseen ON land_notice (zone_id, user_id, seen_us, at_us);
