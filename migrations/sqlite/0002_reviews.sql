-- Reviews, and the rating summaries that the same transactions keep.
-- Times are epoch milliseconds, ids are GUIDs in lower case with hyphens, flags are 0 or 1.

CREATE TABLE review (
	review_id TEXT NOT NULL PRIMARY KEY,
	sequence BIGINT NOT NULL,             -- feed_state.sequence of the last change
	source TEXT,                          -- with external_id: the upsert key of imports
	external_id TEXT,
	product_id TEXT NOT NULL,
	product_name TEXT,
	sku TEXT,
	legal_entity TEXT,
	rating SMALLINT NOT NULL CHECK (rating BETWEEN 1 AND 5),
	title TEXT,                           -- as given, byte for byte
	review_text TEXT,                     -- as given, byte for byte; absent: a rating without text
	market TEXT,
	locale TEXT,
	channel_id TEXT,
	user_id TEXT,
	user_name TEXT,
	user_email_hash TEXT,                 -- HMAC-SHA-256 keyed with environment.secret
	submitted_at_ms BIGINT NOT NULL,
	extended_properties TEXT,             -- a JSON object
	helpful_positive BIGINT NOT NULL,
	helpful_negative BIGINT NOT NULL,
	is_published SMALLINT NOT NULL,
	is_taken_down SMALLINT NOT NULL,
	violations_found SMALLINT NOT NULL,
	is_revised SMALLINT NOT NULL,
	updated_since_response SMALLINT NOT NULL,
	created_at_ms BIGINT NOT NULL,
	last_modified_at_ms BIGINT NOT NULL
);

CREATE UNIQUE INDEX review_sequence ON review (sequence);
CREATE UNIQUE INDEX review_external ON review (source, external_id)
	WHERE external_id IS NOT NULL;
CREATE INDEX review_product ON review (product_id, submitted_at_ms);

-- Moves with every change of a review: cursors of feeds and summaries are its values.
CREATE TABLE feed_state (
	singleton SMALLINT NOT NULL PRIMARY KEY CHECK (singleton = 1),
	sequence BIGINT NOT NULL
);
INSERT INTO feed_state (singleton, sequence) VALUES (1, 0);

-- One row a product with market '' (all markets), and one a product and market. Counts are of
-- reviews that are published and not taken down; "review" counts only those with a text.
CREATE TABLE product_rating (
	product_id TEXT NOT NULL,
	market TEXT NOT NULL,
	star1_count BIGINT NOT NULL,
	star2_count BIGINT NOT NULL,
	star3_count BIGINT NOT NULL,
	star4_count BIGINT NOT NULL,
	star5_count BIGINT NOT NULL,
	star1_review_count BIGINT NOT NULL,
	star2_review_count BIGINT NOT NULL,
	star3_review_count BIGINT NOT NULL,
	star4_review_count BIGINT NOT NULL,
	star5_review_count BIGINT NOT NULL,
	sequence BIGINT NOT NULL,             -- feed_state.sequence of the last change
	PRIMARY KEY (product_id, market)
);

CREATE INDEX product_rating_feed ON product_rating (sequence) WHERE market = '';
