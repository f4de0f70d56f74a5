-- What the search index holds, word by word: no table of its own, a view of review_search, by which
-- the index is compared with what it has counted.
CREATE VIRTUAL TABLE review_search_words USING fts5vocab (review_search, 'row');
