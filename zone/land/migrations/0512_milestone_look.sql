-- The day on which a project's milestones were last reckoned; removed when something was done on it. Not journalled.
CREATE TABLE milestone_look (
  zone_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  looked_on TEXT NOT NULL,
  PRIMARY KEY (zone_id, project_id)
);
CREATE INDEX project_milestone_ahead ON project_milestone (zone_id, planned_on) WHERE actual_on IS NULL;
