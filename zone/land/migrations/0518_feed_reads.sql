-- How often a calendar's address was read in the running hour, so that none is read without end.
ALTER TABLE land_feed ADD COLUMN counted_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE land_feed ADD COLUMN reads BIGINT NOT NULL DEFAULT 0;
