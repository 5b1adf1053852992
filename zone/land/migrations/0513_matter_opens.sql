-- The day from which a planned matter may be handed in stood where a deadline stands; the next look at its plan moves it.
ALTER TABLE matter ADD COLUMN opens_on TEXT;
CREATE INDEX matter_opens ON matter (zone_id, opens_on) WHERE state = 'planned';
