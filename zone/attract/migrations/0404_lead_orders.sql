-- What lists are narrowed by, in the order in which they are shown: without these a rare value among many leads is looked
-- for in all of them.
CREATE INDEX lead_city ON lead (zone_id, city, kind, active_on, id);
CREATE INDEX lead_division ON lead (zone_id, division, kind, active_on, id);
CREATE INDEX lead_focus ON lead (zone_id, focus, kind, active_on, id);
CREATE INDEX lead_channel ON lead (zone_id, channel, kind, active_on, id);
CREATE INDEX lead_stage_active ON lead (zone_id, stage, active_on, id);
CREATE INDEX lead_owner_active ON lead (zone_id, owner, kind, active_on, id);
CREATE INDEX lead_hesitating ON lead (zone_id, kind, active_on, id) WHERE hesitating > 0;
CREATE INDEX lead_lost ON lead (zone_id, lost_reason, active_on, id) WHERE lost_reason IS NOT NULL;
CREATE INDEX lead_waiting ON lead (zone_id, kind, answer_due_us) WHERE answer_due_us IS NOT NULL AND answered_us IS NULL;
CREATE INDEX lead_batch_of ON lead (zone_id, batch_id, id) WHERE batch_id IS NOT NULL;
