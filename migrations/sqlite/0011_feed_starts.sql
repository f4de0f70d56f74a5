-- Each opening of the database for changes, and where the change feed stood then. A database that was
-- restored from a backup lacks the openings after the backup: so a position in the feed that names
-- the opening it is from is known to be from the time that the restore has undone.
CREATE TABLE feed_start (
	started_at_ms BIGINT NOT NULL PRIMARY KEY,  -- ascends, whatever the clock says
	sequence BIGINT NOT NULL                    -- feed_state.sequence at that time
);
