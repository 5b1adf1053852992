-- Enquiries are answered within working hours; without windows of its own a zone has the standard ones.
ALTER TABLE lead_policy ADD COLUMN work_hours TEXT;
