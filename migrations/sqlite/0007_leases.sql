-- Which process works on a job. It counts `beat` up as long as it lives; another that sees one beat
-- for some seconds takes the job over. No wall clock has a part in it.

ALTER TABLE job ADD COLUMN owner TEXT;                         -- GUID of a run of the service; absent: nobody works on it
ALTER TABLE job ADD COLUMN attempt BIGINT NOT NULL DEFAULT 0;  -- counts its takings: writes of an earlier one are refused
ALTER TABLE job ADD COLUMN beat BIGINT NOT NULL DEFAULT 0;     -- counts the owner's signs of life, progress among them
