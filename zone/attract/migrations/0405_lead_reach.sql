-- How far a lead came is asked lead by lead. With the stage before the lead in an index, SQLite preferred to read that index
-- whole for each lead, because the stage stood in it: the funnel of a million leads never ended.
DROP INDEX lead_passage_stage;
CREATE INDEX lead_passage_lead ON lead_passage (zone_id, lead_id, stage);
-- What is overdue is met in the order of the list; with the day in its index no lead is read in vain.
DROP INDEX lead_kind;
CREATE INDEX lead_kind ON lead (zone_id, kind, active_on, id, next_on);
-- Few leads hesitate: a span on the mark itself makes this index the narrower one.
DROP INDEX lead_hesitating;
CREATE INDEX lead_hesitating ON lead (zone_id, kind, hesitating) WHERE hesitating > 0;
