-- Fills the tables of the migrations for plans.sh with :reviews reviews and their other rows,
-- distributed as in a shop. Then runs ANALYZE, as an operator would.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -400000;
BEGIN;

WITH RECURSIVE row (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < :reviews)
INSERT INTO review (review_id, sequence, source, external_id, product_id, rating, title,
	review_text, market, locale, channel_id, user_id, user_email_hash, submitted_at_ms,
	helpful_positive, helpful_negative, is_published, is_taken_down, violations_found, is_revised,
	updated_since_response, created_at_ms, last_modified_at_ms, number, concern_count,
	helpful_score, is_shown, response_id)
SELECT printf('%08x-0000-7000-8000-%012x', n / 1000, n), n, 'shop', 'review ' || n,
	'product ' || (n * 7919 % 20011), 1 + n * 31 % 5, 'Title ' || n,
	'Words of ' || (n % 977) || ' and of ' || (n % 31),
	CASE n % 4 WHEN 0 THEN 'US' WHEN 1 THEN 'DE' WHEN 2 THEN 'FR' END, 'en-us',
	'channel ' || (n % 50), 'user ' || (n % 200000),
	CASE WHEN n % 3 = 0 THEN printf('%064x', n % 200000) END,
	1500000000000 + n * 97000 % 1000003 * 60000, n % 13, n % 7, n % 50 > 0, n % 100 = 1, 0, 0, 0,
	1, 1, n, n % 200 = 3, n % 13 - n % 7, n % 50 > 0 AND n % 100 <> 1,
	CASE WHEN n % 20 = 0 THEN 'response ' || n END
FROM row;

INSERT INTO review_search (rowid, review_id, words)
SELECT number, review_id, title || ' ' || review_text FROM review;

INSERT INTO review_vote (review_id, voter_id, voter_email_hash, is_helpful, voted_at_ms)
SELECT review_id, 'voter ' || (number % 99991), user_email_hash, number % 3 > 0, 1
FROM review WHERE number % 2 = 0;

INSERT INTO review_concern (review_id, reporter_id, reporter_email_hash, reason, reported_at_ms)
SELECT review_id, 'reporter ' || (number % 997), user_email_hash, 'spam', 1
FROM review WHERE concern_count > 0;

INSERT INTO review_tombstone (review_id, sequence, product_id, reason, deleted_at_ms)
SELECT 'gone ' || number, number + 10000000, product_id, 'deleted', 1
FROM review WHERE number % 20 = 0;

INSERT INTO product_rating (product_id, market, star1_count, star2_count, star3_count, star4_count,
	star5_count, star1_review_count, star2_review_count, star3_review_count,
	star4_review_count, star5_review_count, sequence)
SELECT product_id, market.name, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, max(sequence)
FROM review, (SELECT '' AS name UNION ALL SELECT 'US') AS market
GROUP BY product_id, market.name;

INSERT INTO review_period (channel_id, is_month, first_day, market, star1_count, star2_count,
	star3_count, star4_count, star5_count, text_count, received_count, unpublished_count,
	taken_down_count, reported_count, responded_count)
SELECT channel.name, is_month, first_day, market.name, n, n, n, n, n, n, 5 * n, n, n, n, n
FROM (SELECT '' AS name UNION SELECT channel_id FROM review) AS channel,
	-- Each of the three markets, reviews without a market, and the total of all markets.
	(SELECT '' AS name, 4 AS n UNION
		SELECT market, 1 FROM review WHERE market IS NOT NULL) AS market,
	(SELECT DISTINCT 0 AS is_month, submitted_at_ms / 86400000 AS first_day FROM review
		UNION SELECT DISTINCT 1, submitted_at_ms / 86400000 / 30 * 30 FROM review)
WHERE channel.name = '' OR first_day % 3 = 0;

INSERT INTO app_registration (id, name, client_app_id, directory_tenant_id, enabled, permissions,
	accepts_user_tokens, accepts_public_clients, revision, created_at_ms, created_by,
	last_modified_at_ms, last_modified_by, deleted_at_ms, name_key)
SELECT review_id, title, review_id, 'directory ' || (number % 100), 1, 1, 1, 0, number, number, '',
	number, '', CASE WHEN number % 10 = 0 THEN 1 END, title
FROM review WHERE number <= 10000;

INSERT INTO caller_usage (caller_id, last_used_at_ms, call_count)
SELECT id, 1, 1 FROM app_registration;

INSERT INTO audit_event (id, occurred_at_ms, operation, resource_type, resource_id, actor_kind,
	actor_name)
SELECT review_id, 1, 'Update', 'appRegistration', 'app ' || (number % 997), 'adminKey', ''
FROM review WHERE number % 10 = 0;

INSERT INTO kept_answer (scope, request_key, fingerprint, created_at_ms, status, body)
SELECT 'scope', review_id, '', number, 200, '' FROM review WHERE number % 20 = 0;

INSERT INTO job (id, kind, state, created_at_ms, created_by, caller_id, finished_at_ms, options,
	done_bytes, total_bytes, done_items, result_bytes, counts)
SELECT review_id, CASE WHEN number % 5 = 0 THEN 'erasure' ELSE 'import' END, 'succeeded', 1, '',
	'caller ' || (number % 10), number, '{}', 0, 0, 0, 0, '{}'
FROM review WHERE number % 1000 = 0;

INSERT INTO export_file (id, format, is_compressed, state, since_sequence, until_sequence,
	created_at_ms, created_by, caller_id, expires_at_ms, item_count, deleted_count, byte_count,
	sha256, file_byte_count, file_sha256)
SELECT review_id, 'json', 0, 'ready', 0, number, 1, '', 'caller ' || (number % 10), number, 0, 0, 0,
	'', 0, ''
FROM review WHERE number % 1000 = 0;

COMMIT;
ANALYZE;
