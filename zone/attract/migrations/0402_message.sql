-- Messages of every kind take the place of the mentions alone.
CREATE TABLE lead_message (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  lead_id TEXT NOT NULL,
  about TEXT,
  by_user TEXT,
  said_us BIGINT NOT NULL,
  seen_us BIGINT,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX lead_message_user ON lead_message (zone_id, user_id, said_us, id);
CREATE INDEX lead_message_lead ON lead_message (zone_id, lead_id, user_id);
INSERT INTO lead_message (zone_id, id, user_id, kind, lead_id, about, by_user, said_us, seen_us)
  SELECT m.zone_id, m.activity_id || '-' || m.user_id, m.user_id, 'mention', m.lead_id, m.activity_id, a.recorded_by,
    m.mentioned_us, m.seen_us
  FROM lead_mention m JOIN lead_activity a ON a.zone_id = m.zone_id AND a.id = m.activity_id;
DROP TABLE lead_mention;
