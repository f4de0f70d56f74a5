-- Admins who have signed in with a browser. Times are epoch milliseconds, ids are GUIDs in lower
-- case with hyphens.

CREATE TABLE admin_session (
	id TEXT NOT NULL PRIMARY KEY,         -- UUIDv7: sorts by time; no secret
	hash TEXT NOT NULL UNIQUE,            -- SHA-256 of what the cookie holds
	caller_id TEXT NOT NULL,              -- the admin key, or the token's user or app
	admin_key_id TEXT,                    -- of a sign-in by key: the key is read anew each time
	actor_name TEXT,                      -- this and the next five: of a sign-in by token
	actor_object_id TEXT,
	actor_client_app_id TEXT,
	actor_directory_tenant_id TEXT,
	roles BIGINT NOT NULL DEFAULT 0,      -- bits of enum admin_role
	policy TEXT,                          -- SHA-256 of the settings that made it an admin's
	created_at_ms BIGINT NOT NULL,
	expires_at_ms BIGINT NOT NULL
);

CREATE INDEX admin_session_caller ON admin_session (caller_id, id);
CREATE INDEX admin_session_expires ON admin_session (expires_at_ms);

ALTER TABLE audit_event ADD COLUMN actor_session_id TEXT;  -- of an admin who had signed in
