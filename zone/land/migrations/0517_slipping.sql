-- Milestones to come, by the day that was planned: what slips is found without looking at all of them.
CREATE INDEX project_milestone_open ON project_milestone (zone_id, planned_on, project_id, kind) WHERE actual_on IS NULL AND planned_on IS NOT NULL;
