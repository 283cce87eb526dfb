/** Tables beside the nouns on MySQL, with ANSI quotes. Fixed: a later change of the tables is a migration of its own. */
export const mysqlSystem: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS "credentials" (
    "user_pk" bigint NOT NULL, "password_hash" varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    "changed_at" bigint NOT NULL,
    PRIMARY KEY ("user_pk"),
    CONSTRAINT "fk_credentials_user_pk" FOREIGN KEY ("user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "user_roles" (
    "user_pk" bigint NOT NULL, "role" varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    "position" int NOT NULL,
    PRIMARY KEY ("user_pk", "role"),
    KEY "ix_user_roles_role" ("role"),
    CONSTRAINT "fk_user_roles_user_pk" FOREIGN KEY ("user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "user_teams" (
    "user_pk" bigint NOT NULL, "team_pk" bigint NOT NULL,
    PRIMARY KEY ("user_pk", "team_pk"),
    KEY "ix_user_teams_team_pk" ("team_pk"),
    CONSTRAINT "fk_user_teams_user_pk" FOREIGN KEY ("user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_user_teams_team_pk" FOREIGN KEY ("team_pk") REFERENCES "teams" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "api_keys" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "id" binary(16) NOT NULL, "name" varchar(100) NOT NULL,
    "prefix" varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "key_hash" binary(32) NOT NULL,
    "roles" longtext NOT NULL, "scopes" longtext NOT NULL, "source" varchar(64) NULL,
    "created_by_user_pk" bigint NULL, "created_at" bigint NOT NULL, "expires_at" bigint NULL,
    "revoked_at" bigint NULL, "last_used_at" bigint NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_api_keys_id" ("id"),
    UNIQUE KEY "uq_api_keys_key_hash" ("key_hash"),
    UNIQUE KEY "uq_api_keys_prefix" ("prefix"),
    KEY "ix_api_keys_created_by_user_pk" ("created_by_user_pk"),
    CONSTRAINT "fk_api_keys_created_by_user_pk" FOREIGN KEY ("created_by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "sessions" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "id" binary(16) NOT NULL, "token_hash" binary(32) NOT NULL,
    "user_pk" bigint NULL, "client_pk" bigint NULL, "created_at" bigint NOT NULL, "last_used_at" bigint NOT NULL,
    "expires_at" bigint NOT NULL, "idle_expires_at" bigint NOT NULL, "user_agent" varchar(200) NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_sessions_id" ("id"),
    UNIQUE KEY "uq_sessions_token_hash" ("token_hash"),
    KEY "ix_sessions_expires_at" ("expires_at"),
    KEY "ix_sessions_user_pk" ("user_pk"),
    KEY "ix_sessions_client_pk" ("client_pk"),
    CONSTRAINT "fk_sessions_user_pk" FOREIGN KEY ("user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_sessions_client_pk" FOREIGN KEY ("client_pk") REFERENCES "api_keys" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "sign_in_attempts" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "key_hash" binary(32) NOT NULL, "at" bigint NOT NULL,
    PRIMARY KEY ("pk"),
    KEY "ix_sign_in_attempts_key_hash_at" ("key_hash", "at"),
    KEY "ix_sign_in_attempts_at" ("at")
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "roles" (
    "name" varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "label" longtext NOT NULL,
    "purposes" longtext NOT NULL, "rights" longtext NOT NULL, "position" int NOT NULL,
    PRIMARY KEY ("name")
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "rules" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "id" binary(16) NOT NULL,
    "role" varchar(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    "noun" varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    "kind" varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "body" longtext NOT NULL,
    "enabled" tinyint NOT NULL, "created_at" bigint NOT NULL, "updated_at" bigint NOT NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_rules_id" ("id")
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "access_state" (
    "pk" bigint NOT NULL, "version" bigint NOT NULL,
    PRIMARY KEY ("pk")
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "dictionary_entries" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "id" binary(16) NOT NULL,
    "dictionary" varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "entry_key" varchar(64) NOT NULL,
    "name" varchar(100) NOT NULL, "name_zh" varchar(100) NOT NULL, "position" int NOT NULL,
    "active" tinyint NOT NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_dictionary_entries_id" ("id"),
    UNIQUE KEY "uq_dictionary_entries_dictionary_entry_key" ("dictionary", "entry_key")
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "settings" (
    "name" varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "value" longtext NOT NULL,
    PRIMARY KEY ("name")
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "external_ids" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "noun" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    "record_pk" bigint NOT NULL, "source" varchar(64) NOT NULL, "external_id" varchar(200) NOT NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_external_ids_noun_source_external_id" ("noun", "source", "external_id"),
    KEY "ix_external_ids_noun_record_pk_source" ("noun", "record_pk", "source")
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "subject_keys" (
    "noun" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "record_pk" bigint NOT NULL,
    "key_version" int NOT NULL, "wrapped_key" varbinary(128) NOT NULL,
    PRIMARY KEY ("noun", "record_pk")
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "history" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "id" binary(16) NOT NULL,
    "noun" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "record_pk" bigint NOT NULL,
    "at" bigint NOT NULL, "by_user_pk" bigint NULL, "by_client_pk" bigint NULL,
    "action" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "changes" longtext NOT NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_history_id" ("id"),
    KEY "ix_history_noun_record_pk_at" ("noun", "record_pk", "at"),
    KEY "ix_history_by_user_pk" ("by_user_pk"),
    KEY "ix_history_by_client_pk" ("by_client_pk"),
    CONSTRAINT "fk_history_by_user_pk" FOREIGN KEY ("by_user_pk") REFERENCES "users" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fk_history_by_client_pk" FOREIGN KEY ("by_client_pk") REFERENCES "api_keys" ("pk") ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
  `CREATE TABLE IF NOT EXISTS "audit_entries" (
    "pk" bigint NOT NULL AUTO_INCREMENT, "id" binary(16) NOT NULL, "at" bigint NOT NULL,
    "actor_type" varchar(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "actor_id" binary(16) NULL,
    "action" varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    "noun" varchar(32) CHARACTER SET ascii COLLATE ascii_bin NULL, "record_id" binary(16) NULL,
    "fields" longtext NULL, "detail" longtext NULL,
    PRIMARY KEY ("pk"),
    UNIQUE KEY "uq_audit_entries_id" ("id"),
    KEY "ix_audit_entries_at" ("at"),
    KEY "ix_audit_entries_actor_id_at" ("actor_id", "at"),
    KEY "ix_audit_entries_record_id_at" ("record_id", "at")
  ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`,
];
