-- Erasures whose reviews are gone, and whose words are still in parts of the search index that
-- nothing leads to: until the index has been brought together.
CREATE TABLE erased_words (
	job_id TEXT NOT NULL PRIMARY KEY,
	since_ms BIGINT NOT NULL,             -- when the last review was removed
	round TEXT                            -- what brings the index together now
);
