-- The locales of the reviews that readers see, each found by one look-up from the one before.
CREATE INDEX review_locale ON review (locale)
	WHERE is_published = 1 AND is_taken_down = 0 AND locale IS NOT NULL;
