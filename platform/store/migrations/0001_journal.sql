CREATE TABLE event (
  zone_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  at_us BIGINT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  body TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (zone_id, seq)
);
CREATE INDEX event_at ON event (zone_id, at_us);
CREATE TABLE event_object (
  zone_id TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  qualifier TEXT NOT NULL,
  PRIMARY KEY (zone_id, object_kind, object_id, seq, qualifier)
);
CREATE TABLE journal_head (
  zone_id TEXT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL
);
