-- Administration: names to search by, the settings document, keys with roles, who used what, who
-- changed what, and answers kept for requests that are sent again.
-- Times are epoch milliseconds, ids are GUIDs in lower case with hyphens, flags are 0 or 1.

ALTER TABLE app_registration ADD COLUMN name_key TEXT NOT NULL DEFAULT '';  -- name, folded (base/fold.h)

CREATE INDEX app_registration_name ON app_registration (name_key, id) WHERE deleted_at_ms IS NULL;
CREATE INDEX app_registration_created ON app_registration (created_at_ms, id)
	WHERE deleted_at_ms IS NULL;
CREATE INDEX app_registration_modified ON app_registration (last_modified_at_ms, id)
	WHERE deleted_at_ms IS NULL;
CREATE INDEX app_registration_deleted ON app_registration (deleted_at_ms, id)
	WHERE deleted_at_ms IS NOT NULL;

-- What the settings document has besides the registrations; its entity tag is `revision`.
ALTER TABLE registry_state ADD COLUMN require_moderator SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE registry_state ADD COLUMN last_modified_at_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE registry_state ADD COLUMN last_modified_by TEXT NOT NULL DEFAULT '';

ALTER TABLE admin_key ADD COLUMN lookup TEXT NOT NULL DEFAULT '';  -- first 16 digits of hash
ALTER TABLE admin_key ADD COLUMN roles BIGINT NOT NULL DEFAULT 1;  -- bits of enum admin_role
ALTER TABLE admin_key ADD COLUMN enabled SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE admin_key ADD COLUMN expires_at_ms BIGINT;
ALTER TABLE admin_key ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;  -- the entity tag
ALTER TABLE admin_key ADD COLUMN created_by TEXT NOT NULL DEFAULT 'command line';
ALTER TABLE admin_key ADD COLUMN last_modified_at_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE admin_key ADD COLUMN last_modified_by TEXT NOT NULL DEFAULT 'command line';
UPDATE admin_key SET lookup = substr(hash, 1, 16), last_modified_at_ms = created_at_ms;
CREATE INDEX admin_key_lookup ON admin_key (lookup);

-- How often and when last a registration or an admin key was used. Apart from both, so that
-- counting moves no revision; written a few times a minute at most.
CREATE TABLE caller_usage (
	caller_id TEXT NOT NULL PRIMARY KEY,
	last_used_at_ms BIGINT NOT NULL,
	call_count BIGINT NOT NULL
);

-- Who did what, when. Rows are added, never changed and never removed.
CREATE TABLE audit_event (
	id TEXT NOT NULL PRIMARY KEY,         -- UUIDv7: sorts by time
	occurred_at_ms BIGINT NOT NULL,
	operation TEXT NOT NULL,              -- Create, Update, Delete, Restore, Purge or Refuse
	resource_type TEXT NOT NULL,          -- appRegistration, settings, adminKey or request
	resource_id TEXT,
	actor_kind TEXT NOT NULL,             -- adminKey, token, commandLine, service or unknown
	actor_name TEXT NOT NULL,
	actor_key_id TEXT,                    -- of an admin key
	actor_object_id TEXT,                 -- of a token: oid, the user or service principal
	actor_client_app_id TEXT,
	actor_directory_tenant_id TEXT,
	client_address TEXT,
	request_id TEXT,
	client_request_id TEXT,
	request TEXT,                         -- of a refused call: method and path
	code TEXT,                            -- why it was refused
	refused_count BIGINT,                 -- this call, and those like it that were not written
	before_json TEXT,                     -- the resource as it was
	after_json TEXT                       -- the resource as it became
);

CREATE INDEX audit_event_resource ON audit_event (resource_id, id);

CREATE TRIGGER audit_event_never_changes BEFORE UPDATE ON audit_event
BEGIN
	SELECT RAISE(ABORT, 'audit events are never changed');
END;
CREATE TRIGGER audit_event_never_goes BEFORE DELETE ON audit_event
BEGIN
	SELECT RAISE(ABORT, 'audit events are never removed');
END;

-- Answers of requests that carried an idempotency key, for when they are sent again.
CREATE TABLE kept_answer (
	scope TEXT NOT NULL,                  -- caller and operation
	request_key TEXT NOT NULL,            -- what the client chose
	fingerprint TEXT NOT NULL,            -- SHA-256 of the request
	created_at_ms BIGINT NOT NULL,
	status SMALLINT NOT NULL,
	location TEXT,
	etag TEXT,
	body TEXT NOT NULL,
	PRIMARY KEY (scope, request_key)
);

CREATE INDEX kept_answer_created ON kept_answer (created_at_ms);
