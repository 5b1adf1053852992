CREATE TABLE zone (
  zone_id TEXT NOT NULL,
  code TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  short_zh TEXT NOT NULL,
  short_en TEXT NOT NULL,
  region_code TEXT NOT NULL,
  city_code TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, code)
);
CREATE TABLE pack_row (
  zone_id TEXT NOT NULL,
  table_name TEXT NOT NULL,
  row_key TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (zone_id, table_name, row_key)
);
