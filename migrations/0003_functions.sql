-- Functions, as Lambda's management API shows them. JSON bodies are AWS's wire shapes with what is kept beside them.

CREATE TABLE function (
  name TEXT PRIMARY KEY,
  -- Counts writes to anything of this function, and is the version of its pointer in KV. NOT NULL makes a batch fail whose guard
  -- expected another version.
  version INTEGER NOT NULL,
  -- The number of the version that was published last: none is given twice.
  published INTEGER NOT NULL,
  -- Null once it is deleted: the numbers above go on if one of this name is created again.
  body TEXT
);

CREATE TABLE function_version (
  function_name TEXT NOT NULL REFERENCES function (name) ON DELETE CASCADE,
  -- 0 is $LATEST.
  number INTEGER NOT NULL,
  -- Its code is in KV at function-code/{code_hash} before this row is written.
  code_hash TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (function_name, number)
);

CREATE INDEX function_version_code ON function_version (code_hash);

CREATE TABLE function_alias (
  function_name TEXT NOT NULL REFERENCES function (name) ON DELETE CASCADE,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (function_name, name)
);
