CREATE TABLE land_feed (
  zone_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  read_us BIGINT,
  PRIMARY KEY (zone_id, user_id)
);
CREATE UNIQUE INDEX land_feed_token ON land_feed (zone_id, token_hash);
