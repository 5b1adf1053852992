CREATE TABLE indicator (
  zone_id TEXT NOT NULL,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  unit TEXT NOT NULL,
  period TEXT NOT NULL,
  role TEXT NOT NULL,
  of_code TEXT,
  whole_region TEXT,
  focus TEXT,
  direction TEXT NOT NULL,
  definition_zh TEXT NOT NULL,
  definition_en TEXT NOT NULL,
  position BIGINT NOT NULL,
  source TEXT NOT NULL,
  updated_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, code)
);
CREATE TABLE indicator_value (
  zone_id TEXT NOT NULL,
  indicator TEXT NOT NULL,
  period TEXT NOT NULL,
  digits BIGINT NOT NULL,
  decimals BIGINT NOT NULL,
  qualifier TEXT NOT NULL,
  as_written TEXT,
  note TEXT,
  source TEXT NOT NULL,
  recorded_by TEXT,
  recorded_on TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, indicator, period)
);
CREATE TABLE external_rank (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  list_zh TEXT NOT NULL,
  list_en TEXT NOT NULL,
  edition BIGINT NOT NULL,
  place BIGINT NOT NULL,
  out_of BIGINT NOT NULL,
  published_on TEXT NOT NULL,
  publishers TEXT NOT NULL,
  source TEXT NOT NULL,
  recorded_by TEXT,
  recorded_on TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX external_rank_edition ON external_rank (zone_id, list_zh, edition);
