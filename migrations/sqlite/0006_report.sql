-- What reports are made of: reviews counted by period, and products by how they are liked. The
-- transactions that change reviews keep both. Behind them, indexes of moderators' lists.

-- A row a day and a row a month (UTC, by submitted_at_ms), each for all reviews, for a channel, for
-- a market, and for a channel and market together.
CREATE TABLE review_period (
	channel_id TEXT NOT NULL,             -- '': all channels
	is_month SMALLINT NOT NULL,           -- 0: a day, 1: a month
	first_day BIGINT NOT NULL,            -- days since 1970-01-01
	market TEXT NOT NULL,                 -- '': all markets
	star1_count BIGINT NOT NULL,          -- stars and texts: of reviews that readers see
	star2_count BIGINT NOT NULL,
	star3_count BIGINT NOT NULL,
	star4_count BIGINT NOT NULL,
	star5_count BIGINT NOT NULL,
	text_count BIGINT NOT NULL,
	received_count BIGINT NOT NULL,       -- all, hidden ones too; so are these
	unpublished_count BIGINT NOT NULL,    -- and not taken down
	taken_down_count BIGINT NOT NULL,
	reported_count BIGINT NOT NULL,
	responded_count BIGINT NOT NULL,
	PRIMARY KEY (channel_id, is_month, first_day, market)
) WITHOUT ROWID;                              -- a row is written for each review: one tree, not two

INSERT INTO review_period (channel_id, is_month, first_day, market, star1_count, star2_count,
	star3_count, star4_count, star5_count, text_count, received_count, unpublished_count,
	taken_down_count, reported_count, responded_count)
WITH dated (channel_id, market, day, month, seen, rating, has_text, is_unpublished, is_taken_down,
	is_reported, is_responded) AS (
	SELECT channel_id, market, submitted_at_ms / 86400000,
		CAST(strftime('%s', submitted_at_ms / 1000, 'unixepoch', 'start of month') AS INTEGER)
			/ 86400,
		is_published = 1 AND is_taken_down = 0, rating, review_text IS NOT NULL,
		is_published = 0 AND is_taken_down = 0, is_taken_down, concern_count > 0,
		response_id IS NOT NULL
	FROM review
),
-- The smallest groups first, so that each review is read once.
grouped AS MATERIALIZED (
	SELECT channel_id, market, day, month, sum(seen AND rating = 1) AS star1,
		sum(seen AND rating = 2) AS star2, sum(seen AND rating = 3) AS star3,
		sum(seen AND rating = 4) AS star4, sum(seen AND rating = 5) AS star5,
		sum(seen AND has_text) AS texts, count(*) AS received,
		sum(is_unpublished) AS unpublished, sum(is_taken_down) AS taken_down,
		sum(is_reported) AS reported, sum(is_responded) AS responded
	FROM dated GROUP BY channel_id, market, day
),
family (has_channel, is_month, has_market) AS (
	VALUES (0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1), (1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)
)
SELECT CASE WHEN has_channel THEN channel_id ELSE '' END, is_month,
	CASE WHEN is_month THEN month ELSE day END, CASE WHEN has_market THEN market ELSE '' END,
	sum(star1), sum(star2), sum(star3), sum(star4), sum(star5), sum(texts), sum(received),
	sum(unpublished), sum(taken_down), sum(reported), sum(responded)
FROM family, grouped
WHERE (has_channel = 0 OR channel_id IS NOT NULL) AND (has_market = 0 OR market IS NOT NULL)
GROUP BY 1, 2, 3, 4;

-- An average that ten ratings of four stars are added to, in ten-thousandths; absent without
-- ratings. One rating alone moves it little.
ALTER TABLE product_rating ADD COLUMN score BIGINT GENERATED ALWAYS AS (
	CASE WHEN star1_count + star2_count + star3_count + star4_count + star5_count > 0
	THEN (10000 * (star1_count + 2 * star2_count + 3 * star3_count + 4 * star4_count
		+ 5 * star5_count) + 400000)
		/ (star1_count + star2_count + star3_count + star4_count + star5_count + 10) END
) VIRTUAL;
CREATE INDEX product_rating_score ON product_rating (market, score, product_id)
	WHERE score IS NOT NULL;

-- What moderators filter by stands behind the order of their lists, so that of a large product,
-- channel or state no row is read but those that are listed.
DROP INDEX review_submitted;
CREATE INDEX review_submitted ON review (submitted_at_ms, review_id, is_published);
DROP INDEX review_of_product;
CREATE INDEX review_of_product ON review (product_id, submitted_at_ms, review_id, channel_id, rating,
	is_published, is_taken_down, concern_count, response_id);
DROP INDEX review_of_channel;
CREATE INDEX review_of_channel ON review (channel_id, submitted_at_ms, review_id, rating,
	is_published, is_taken_down, concern_count, response_id)
	WHERE channel_id IS NOT NULL;
DROP INDEX review_of_rating;
CREATE INDEX review_of_rating ON review (rating, submitted_at_ms, review_id, is_published);
DROP INDEX review_unpublished;
CREATE INDEX review_unpublished ON review (submitted_at_ms, review_id, channel_id, rating)
	WHERE is_published = 0 AND is_taken_down = 0;
DROP INDEX review_taken_down;
CREATE INDEX review_taken_down
	ON review (submitted_at_ms, review_id, channel_id, rating, is_published)
	WHERE is_taken_down = 1;
DROP INDEX review_reported;
CREATE INDEX review_reported
	ON review (submitted_at_ms, review_id, channel_id, rating, is_published)
	WHERE concern_count > 0;
DROP INDEX review_responded;
CREATE INDEX review_responded
	ON review (submitted_at_ms, review_id, channel_id, rating, is_published)
	WHERE response_id IS NOT NULL;
