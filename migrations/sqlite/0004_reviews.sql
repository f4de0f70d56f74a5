-- Reviews as a storefront, its moderators and other systems need them.

ALTER TABLE review ADD COLUMN number BIGINT NOT NULL DEFAULT 0;        -- feed_state.sequence when it came: row of review_search
ALTER TABLE review ADD COLUMN redacted_title TEXT;                     -- what readers see instead, where it differs
ALTER TABLE review ADD COLUMN redacted_text TEXT;
ALTER TABLE review ADD COLUMN take_down_reason TEXT;
ALTER TABLE review ADD COLUMN concern_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE review ADD COLUMN helpful_score BIGINT NOT NULL DEFAULT 0; -- helpful_positive - helpful_negative
ALTER TABLE review ADD COLUMN is_shown SMALLINT NOT NULL DEFAULT 0;    -- visible, and with a text: what lists of a product hold
ALTER TABLE review ADD COLUMN missing_stars SMALLINT GENERATED ALWAYS AS (6 - rating) VIRTUAL; -- so that all sorts go down
ALTER TABLE review ADD COLUMN response_id TEXT;
ALTER TABLE review ADD COLUMN responder_name TEXT;
ALTER TABLE review ADD COLUMN response_text TEXT;
ALTER TABLE review ADD COLUMN redacted_response TEXT;
ALTER TABLE review ADD COLUMN response_at_ms BIGINT;

UPDATE review SET number = sequence, helpful_score = helpful_positive - helpful_negative,
	is_shown = CASE WHEN is_published = 1 AND is_taken_down = 0 AND review_text IS NOT NULL
		THEN 1 ELSE 0 END;

-- The four sorts of a product's reviews.
DROP INDEX review_product;
CREATE INDEX review_recent ON review (product_id, submitted_at_ms, review_id) WHERE is_shown = 1;
CREATE INDEX review_helpful ON review (product_id, helpful_score, submitted_at_ms, review_id)
	WHERE is_shown = 1;
CREATE INDEX review_highest ON review (product_id, rating, submitted_at_ms, review_id)
	WHERE is_shown = 1;
CREATE INDEX review_lowest ON review (product_id, missing_stars, submitted_at_ms, review_id)
	WHERE is_shown = 1;

-- The most helpful of those with so many stars.
CREATE INDEX review_rated
	ON review (product_id, rating, helpful_score, submitted_at_ms, review_id, market)
	WHERE is_shown = 1;

-- All that readers see, by their last change.
CREATE INDEX review_visible ON review (sequence) WHERE is_published = 1 AND is_taken_down = 0;

-- A reviewer's own, the newest of a product at the end; erasure.
CREATE INDEX review_user ON review (user_id, product_id, submitted_at_ms, review_id)
	WHERE user_id IS NOT NULL;
CREATE INDEX review_email ON review (user_email_hash) WHERE user_email_hash IS NOT NULL;

-- What moderators look through, newest first.
CREATE INDEX review_submitted ON review (submitted_at_ms, review_id);
CREATE INDEX review_of_product ON review (product_id, submitted_at_ms, review_id);
CREATE INDEX review_of_channel ON review (channel_id, submitted_at_ms, review_id)
	WHERE channel_id IS NOT NULL;
CREATE INDEX review_of_rating ON review (rating, submitted_at_ms, review_id);
CREATE INDEX review_unpublished ON review (submitted_at_ms, review_id)
	WHERE is_published = 0 AND is_taken_down = 0;
CREATE INDEX review_taken_down ON review (submitted_at_ms, review_id) WHERE is_taken_down = 1;
CREATE INDEX review_reported ON review (submitted_at_ms, review_id) WHERE concern_count > 0;
CREATE INDEX review_responded ON review (submitted_at_ms, review_id)
	WHERE response_id IS NOT NULL;

-- Words of reviews, folded (base/fold.h); rowid is review.number.
CREATE VIRTUAL TABLE review_search USING fts5 (
	review_id UNINDEXED, words, tokenize = "unicode61 remove_diacritics 0"
);

-- Reviews that are gone: what the change feed tells of them.
CREATE TABLE review_tombstone (
	review_id TEXT NOT NULL PRIMARY KEY,
	sequence BIGINT NOT NULL,             -- of the removal
	source TEXT,
	external_id TEXT,
	product_id TEXT NOT NULL,
	reason TEXT NOT NULL,                 -- deleted or erased
	deleted_at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX review_tombstone_sequence ON review_tombstone (sequence);

-- One vote a voter and review; it can be changed.
CREATE TABLE review_vote (
	review_id TEXT NOT NULL,
	voter_id TEXT NOT NULL,
	voter_email_hash TEXT,
	is_helpful SMALLINT NOT NULL,
	voted_at_ms BIGINT NOT NULL,
	PRIMARY KEY (review_id, voter_id)
);
CREATE INDEX review_vote_voter ON review_vote (voter_id, review_id);
CREATE INDEX review_vote_email ON review_vote (voter_email_hash)
	WHERE voter_email_hash IS NOT NULL;

-- One concern a reporter and review; the last reason counts.
CREATE TABLE review_concern (
	review_id TEXT NOT NULL,
	reporter_id TEXT NOT NULL,
	reporter_email_hash TEXT,
	reason TEXT NOT NULL,                 -- profanity, offensive or spam
	reported_at_ms BIGINT NOT NULL,
	PRIMARY KEY (review_id, reporter_id)
);
CREATE INDEX review_concern_reporter ON review_concern (reporter_id, review_id);
CREATE INDEX review_concern_email ON review_concern (reporter_email_hash)
	WHERE reporter_email_hash IS NOT NULL;

-- Work that outlives its request: imports, erasures.
CREATE TABLE job (
	id TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,                   -- import or erasure
	state TEXT NOT NULL,                  -- queued, running, succeeded or failed
	created_at_ms BIGINT NOT NULL,
	created_by TEXT NOT NULL,
	caller_id TEXT NOT NULL,              -- who may ask for it
	finished_at_ms BIGINT,
	options TEXT NOT NULL,                -- JSON: what to do
	done_bytes BIGINT NOT NULL,
	total_bytes BIGINT NOT NULL,
	done_items BIGINT NOT NULL,           -- where to go on after a crash
	result_bytes BIGINT NOT NULL,         -- of the file with the results, as far as it counts
	counts TEXT NOT NULL,                 -- JSON: created, updated, unchanged, rejected and the like
	fault TEXT                            -- JSON: why it failed
);
CREATE INDEX job_open ON job (id) WHERE state IN ('queued', 'running');
CREATE INDEX job_finished ON job (finished_at_ms) WHERE finished_at_ms IS NOT NULL;

-- Exported files, for as long as their links work.
CREATE TABLE export_file (
	id TEXT NOT NULL PRIMARY KEY,
	format TEXT NOT NULL,
	is_compressed SMALLINT NOT NULL,
	state TEXT NOT NULL,                  -- writing, ready, failed or revoked
	since_sequence BIGINT NOT NULL,       -- reviews changed behind it; 0: all
	until_sequence BIGINT NOT NULL,       -- up to it: the cursor to go on with
	created_at_ms BIGINT NOT NULL,
	created_by TEXT NOT NULL,
	caller_id TEXT NOT NULL,
	expires_at_ms BIGINT NOT NULL,
	item_count BIGINT NOT NULL,           -- this and the rest: 0 and empty until it is ready
	deleted_count BIGINT NOT NULL,        -- tombstones among the items
	byte_count BIGINT NOT NULL,           -- of the content, as is sha256
	sha256 TEXT NOT NULL,
	file_byte_count BIGINT NOT NULL,      -- of the file, which may be compressed
	file_sha256 TEXT NOT NULL
);
CREATE INDEX export_file_caller ON export_file (caller_id, id);
CREATE INDEX export_file_expires ON export_file (expires_at_ms);
CREATE INDEX export_file_writing ON export_file (state) WHERE state = 'writing';
