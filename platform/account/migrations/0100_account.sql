CREATE TABLE user_grant (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  roles TEXT NOT NULL,
  departments TEXT NOT NULL,
  companies TEXT NOT NULL,
  disabled BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE TABLE user_profile (
  zone_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  login TEXT NOT NULL,
  login_key TEXT NOT NULL,
  display_name TEXT NOT NULL,
  locale TEXT,
  PRIMARY KEY (zone_id, user_id)
);
CREATE UNIQUE INDEX user_profile_login ON user_profile (zone_id, login_key);
CREATE TABLE user_password (
  zone_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  must_change BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  signed_in_us BIGINT,
  PRIMARY KEY (zone_id, user_id)
);
CREATE TABLE sign_in_attempt (
  zone_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  failures BIGINT NOT NULL,
  first_us BIGINT NOT NULL,
  last_us BIGINT NOT NULL,
  PRIMARY KEY (zone_id, kind, key_hash)
);
CREATE TABLE user_session (
  zone_id TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  csrf TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  seen_us BIGINT NOT NULL,
  address TEXT NOT NULL,
  browser TEXT NOT NULL,
  PRIMARY KEY (zone_id, token_hash)
);
CREATE UNIQUE INDEX user_session_id ON user_session (zone_id, id);
CREATE INDEX user_session_user ON user_session (zone_id, user_id);
CREATE TABLE second_factor (
  zone_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  secret TEXT NOT NULL,
  confirmed_us BIGINT,
  last_step BIGINT NOT NULL,
  PRIMARY KEY (zone_id, user_id)
);
CREATE TABLE recovery_code (
  zone_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  PRIMARY KEY (zone_id, user_id, code_hash)
);
CREATE TABLE access_token (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  expires_us BIGINT NOT NULL,
  used_us BIGINT,
  PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX access_token_hash ON access_token (zone_id, token_hash);
CREATE INDEX access_token_user ON access_token (zone_id, user_id);
CREATE TABLE department (
  zone_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  active BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
