CREATE INDEX matter_project_state ON matter (zone_id, project_id, state, due_on, id);
CREATE INDEX matter_running ON matter (zone_id, due_on, id) WHERE state IN ('accepted', 'correction', 'special');
CREATE INDEX matter_running_project ON matter (zone_id, project_id, due_on, state) WHERE state IN ('accepted', 'correction', 'special');
CREATE INDEX matter_running_department ON matter (zone_id, department, kind, due_on, state) WHERE state IN ('accepted', 'correction', 'special');
CREATE INDEX project_updated ON project (zone_id, updated_us DESC, id);
CREATE INDEX project_milestone_day ON project_milestone (zone_id, project_id, kind, actual_on);
