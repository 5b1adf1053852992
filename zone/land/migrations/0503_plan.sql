CREATE TABLE plan (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  theme_version TEXT NOT NULL,
  compiled_on TEXT NOT NULL,
  compiled_by TEXT,
  supersedes TEXT,
  current BIGINT NOT NULL,
  attributes TEXT NOT NULL,
  links TEXT NOT NULL,
  stages TEXT NOT NULL,
  left_out TEXT NOT NULL,
  adjustments TEXT NOT NULL,
  forecast TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX plan_number ON plan (zone_id, project_id, number);
CREATE UNIQUE INDEX plan_current ON plan (zone_id, project_id) WHERE current = 1;
CREATE INDEX plan_theme ON plan (zone_id, theme_version, current);
