CREATE TABLE theme_version (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  theme TEXT NOT NULL,
  number BIGINT NOT NULL,
  state TEXT NOT NULL,
  content TEXT NOT NULL,
  note TEXT NOT NULL,
  edited_by TEXT,
  edited_us BIGINT NOT NULL,
  published_by TEXT,
  published_on TEXT,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX theme_version_number ON theme_version (zone_id, theme, number);
CREATE UNIQUE INDEX theme_version_published ON theme_version (zone_id, theme) WHERE state = 'published';
CREATE UNIQUE INDEX theme_version_draft ON theme_version (zone_id, theme) WHERE state = 'draft';
CREATE TABLE holiday_notice (
  zone_id TEXT NOT NULL,
  year BIGINT NOT NULL,
  content TEXT NOT NULL,
  source TEXT NOT NULL,
  imported_by TEXT,
  imported_on TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, year)
);
