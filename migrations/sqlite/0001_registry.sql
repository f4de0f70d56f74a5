-- The registry: who may call, who may administer, and the environment's own identity.
-- Times are epoch milliseconds, ids are GUIDs in lower case with hyphens, flags are 0 or 1.

CREATE TABLE environment (
	singleton SMALLINT NOT NULL PRIMARY KEY CHECK (singleton = 1),
	id TEXT NOT NULL,                     -- the RnR tenant id, on the wire tenantId
	secret TEXT NOT NULL,                 -- base64url of 32 bytes: signs export links, keys e-mail hashes
	created_at_ms BIGINT NOT NULL
);

CREATE TABLE app_registration (
	id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	client_app_id TEXT NOT NULL,
	directory_tenant_id TEXT NOT NULL,
	enabled SMALLINT NOT NULL,
	permissions BIGINT NOT NULL,          -- bits of enum permission (registry/app.h)
	accepts_user_tokens SMALLINT NOT NULL,
	accepts_public_clients SMALLINT NOT NULL,
	notes TEXT,
	expires_at_ms BIGINT,
	revision BIGINT NOT NULL,             -- registry_state.revision of the last change; the ETag
	created_at_ms BIGINT NOT NULL,
	created_by TEXT NOT NULL,
	last_modified_at_ms BIGINT NOT NULL,
	last_modified_by TEXT NOT NULL,
	deleted_at_ms BIGINT                  -- removed: no longer lets anybody in
);

CREATE UNIQUE INDEX app_registration_pair
	ON app_registration (client_app_id, directory_tenant_id) WHERE deleted_at_ms IS NULL;
CREATE INDEX app_registration_live ON app_registration (id) WHERE deleted_at_ms IS NULL;

-- Moves with every change of a registration, so that snapshots know when they are old.
CREATE TABLE registry_state (
	singleton SMALLINT NOT NULL PRIMARY KEY CHECK (singleton = 1),
	revision BIGINT NOT NULL
);
INSERT INTO registry_state (singleton, revision) VALUES (1, 0);

CREATE TABLE admin_key (
	id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	hash TEXT NOT NULL UNIQUE,            -- SHA-256 of the key, hexadecimal; the key itself is nowhere
	created_at_ms BIGINT NOT NULL
);
