-- The environment's secret serves each purpose by a key that is derived for it. What is stored for
-- good stays under the key that it was stored with: 0 is the secret itself, 1 a derived key.
ALTER TABLE environment ADD COLUMN person_key_version BIGINT NOT NULL DEFAULT 0;
