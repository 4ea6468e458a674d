-- What belongs to the account and to no API: ClientCertificate, VpcLink, DomainName, BasePathMapping, Account …
-- JSON bodies are AWS's wire shapes with what is kept beside them.

CREATE TABLE account_resource (
  sequence INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  -- Unique within its kind; `{domain}/{basePath}` of a BasePathMapping.
  id TEXT NOT NULL,
  -- Counts its writes: a change takes effect only on the version that it read.
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (kind, id)
);

CREATE INDEX part_name ON part (api_id, kind, name);
