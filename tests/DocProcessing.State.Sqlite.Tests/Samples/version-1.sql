-- A database as version 1 wrote it. Never changed again: databases like it exist.

-- Times are UTC ticks of 100 ns since year 1. A record is JSON; columns beside it are what queries need.
-- A column that the text calls "wins" is changed without the record and is truer than it.

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  status TEXT NOT NULL,
  live INTEGER NOT NULL,             -- not at its end
  unreleased INTEGER NOT NULL,       -- cancelled or expired, and storage still holds something
  total_parts INTEGER NOT NULL,
  idempotency_key TEXT,
  expires_at INTEGER NOT NULL,       -- wins
  received_parts INTEGER NOT NULL,   -- sums over parts
  received_bytes INTEGER NOT NULL,
  version INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX sessions_idempotency ON sessions (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX sessions_live ON sessions (owner, id) WHERE live = 1;
CREATE INDEX sessions_expiring ON sessions (expires_at) WHERE live = 1;
CREATE INDEX sessions_unreleased ON sessions (id) WHERE unreleased = 1;
CREATE INDEX sessions_settled ON sessions (expires_at) WHERE live = 0 AND unreleased = 0;

CREATE TABLE parts (
  session_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  length INTEGER NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (session_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  id TEXT NOT NULL PRIMARY KEY,
  document_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  status TEXT NOT NULL,
  terminal INTEGER NOT NULL,
  unsettled INTEGER NOT NULL,        -- terminal but not notified, or deleted
  deleted INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  lease_expires INTEGER,             -- wins
  cancel_requested INTEGER NOT NULL,
  fingerprint TEXT,
  last_sequence INTEGER NOT NULL,    -- of the newest event, also when events were pruned
  oldest_event INTEGER,              -- the earliest time of an event that is not the newest
  version INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_document ON jobs (document_id);
CREATE INDEX jobs_owner ON jobs (owner, id) WHERE deleted = 0;
CREATE INDEX jobs_owner_status ON jobs (owner, status, id) WHERE deleted = 0;
CREATE INDEX jobs_status ON jobs (status, id) WHERE deleted = 0;
CREATE INDEX jobs_waiting ON jobs (priority DESC, not_before, id) WHERE status = 'pending';
CREATE INDEX jobs_leased ON jobs (lease_expires) WHERE status = 'processing';
CREATE INDEX jobs_unsettled ON jobs (id) WHERE unsettled = 1;
CREATE INDEX jobs_prunable ON jobs (oldest_event) WHERE terminal = 1 AND oldest_event IS NOT NULL;
CREATE INDEX jobs_reusable ON jobs (owner, fingerprint, id) WHERE status = 'completed' AND deleted = 0 AND fingerprint IS NOT NULL;

CREATE TABLE job_counts (
  owner TEXT NOT NULL,
  status TEXT NOT NULL,
  jobs INTEGER NOT NULL,
  PRIMARY KEY (owner, status)
) STRICT, WITHOUT ROWID;
CREATE TABLE job_totals (
  status TEXT NOT NULL PRIMARY KEY,
  jobs INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER jobs_counted AFTER INSERT ON jobs BEGIN
  INSERT INTO job_counts VALUES (new.owner, new.status, 1) ON CONFLICT DO UPDATE SET jobs = jobs + 1;
  INSERT INTO job_totals VALUES (new.status, 1) ON CONFLICT DO UPDATE SET jobs = jobs + 1;
END;
CREATE TRIGGER jobs_recounted AFTER UPDATE OF status ON jobs WHEN old.status <> new.status BEGIN
  UPDATE job_counts SET jobs = jobs - 1 WHERE owner = old.owner AND status = old.status;
  DELETE FROM job_counts WHERE owner = old.owner AND status = old.status AND jobs = 0;
  UPDATE job_totals SET jobs = jobs - 1 WHERE status = old.status;
  INSERT INTO job_counts VALUES (new.owner, new.status, 1) ON CONFLICT DO UPDATE SET jobs = jobs + 1;
  INSERT INTO job_totals VALUES (new.status, 1) ON CONFLICT DO UPDATE SET jobs = jobs + 1;
END;
CREATE TRIGGER jobs_discounted AFTER DELETE ON jobs BEGIN
  UPDATE job_counts SET jobs = jobs - 1 WHERE owner = old.owner AND status = old.status;
  DELETE FROM job_counts WHERE owner = old.owner AND status = old.status AND jobs = 0;
  UPDATE job_totals SET jobs = jobs - 1 WHERE status = old.status;
END;

CREATE TABLE events (
  job_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  stage_finished INTEGER,            -- on an event that ends a run of a stage
  record TEXT NOT NULL,
  PRIMARY KEY (job_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_stage_runs ON events (stage_finished) WHERE stage_finished IS NOT NULL;

CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX audit_actor ON audit (actor, sequence);
CREATE INDEX audit_subject ON audit (subject, sequence);

-- A generation is what one upsert wrote. A document shows one of them; the others are under way or waste.
CREATE TABLE indexed_documents (
  document_id TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  file_name TEXT NOT NULL,
  fence INTEGER NOT NULL,
  generation INTEGER,                -- null in what is left of a deleted document
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX indexed_documents_generation ON indexed_documents (generation) WHERE generation IS NOT NULL;
CREATE INDEX indexed_documents_deleted ON indexed_documents (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE index_generations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id TEXT NOT NULL,
  fence INTEGER NOT NULL,
  state TEXT NOT NULL,               -- writing, shown, waste
  touched_at INTEGER NOT NULL
) STRICT;
CREATE INDEX index_generations_document ON index_generations (document_id);
CREATE INDEX index_generations_writing ON index_generations (touched_at) WHERE state = 'writing';
CREATE INDEX index_generations_waste ON index_generations (id) WHERE state = 'waste';
CREATE TABLE index_sections (
  id INTEGER PRIMARY KEY,            -- the row in index_text
  generation INTEGER NOT NULL,
  page INTEGER
) STRICT;
CREATE INDEX index_sections_generation ON index_sections (generation);
-- Without the prefix indexes, a* would merge every word of all owners that begins with a.
CREATE VIRTUAL TABLE index_text USING fts5 (owner, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2');

CREATE TABLE index_totals (id INTEGER PRIMARY KEY CHECK (id = 1), documents INTEGER NOT NULL) STRICT;
INSERT INTO index_totals VALUES (1, 0);
CREATE TRIGGER indexed_documents_counted AFTER INSERT ON indexed_documents WHEN new.generation IS NOT NULL BEGIN
  UPDATE index_totals SET documents = documents + 1;
END;
CREATE TRIGGER indexed_documents_recounted AFTER UPDATE OF generation ON indexed_documents BEGIN
  UPDATE index_totals SET documents = documents + (new.generation IS NOT NULL) - (old.generation IS NOT NULL);
END;

PRAGMA journal_mode = WAL;
PRAGMA application_id = 1148150608;
PRAGMA user_version = 1;
INSERT INTO sessions VALUES ('01890a5d000070008000000000000001','alice','completed',0,0,2,'k1',640606752001234567,2,12345,2,'{"id":"01890a5d000070008000000000000001","job_id":"01890a5d000070008000000000000002","document_id":"01890a5d000070008000000000000003","owner":"alice","status":"completed","file_name":"report.pdf","file_size":12345,"part_size":10000,"total_parts":2,"content_key":"documents/01890a5d000070008000000000000003/content","storage_upload_id":"s1","idempotency_key":"k1","request_hash":"h1","created_at":"2031-01-01T00:00:00+00:00","expires_at":"2031-01-02T00:00:00.1234567+00:00","bytes_released":false,"version":2}');
INSERT INTO parts VALUES ('01890a5d000070008000000000000001',1,10000,'{"number":1,"length":10000,"e_tag":"e1","checksum":{"algorithm":"Md5","hex":"d41d8cd98f00b204e9800998ecf8427e"}}');
INSERT INTO parts VALUES ('01890a5d000070008000000000000001',2,2345,'{"number":2,"length":2345,"e_tag":"e1","checksum":{"algorithm":"Md5","hex":"d41d8cd98f00b204e9800998ecf8427e"}}');
INSERT INTO jobs VALUES ('01890a5d000070008000000000000002','01890a5d000070008000000000000003','alice','completed',1,1,1,2,640605888001234567,3,640605888600000000,0,'f1',2,640605888000000000,4,'{"id":"01890a5d000070008000000000000002","document_id":"01890a5d000070008000000000000003","upload_id":"01890a5d000070008000000000000001","owner":"alice","status":"completed","priority":"high","file_name":"report.pdf","file_size":12345,"content_type":"application/pdf","detected_content_type":"application/pdf","document_type":"report","options":{"reuse_results":true,"language":"en","max_pages":100,"custom":{"a":"b"}},"content_key":"documents/01890a5d000070008000000000000003/content","content_checksum":{"algorithm":"Sha256","hex":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},"fingerprint":"f1","reused_from":"01890a5d000070008000000000000009","completed_stages":["upload","validation"],"stage":"extraction","attempt":2,"artifacts":{"sections":"documents/01890a5d000070008000000000000003/sections"},"warnings":[{"code":"no_text","message":"No text was found."}],"error":{"code":"stage_failed","stage":"extraction","attempt":1,"retryable":true,"message":"It failed."},"cancel_requested":false,"not_before":"2031-01-01T00:00:00.1234567+00:00","deliveries":1,"fence":3,"lease":{"worker":"node-1","expires_at":"2031-01-01T00:01:00+00:00"},"created_at":"2031-01-01T00:00:00+00:00","submitted_at":"2031-01-01T00:00:01+00:00","started_at":"2031-01-01T00:00:02+00:00","finished_at":"2031-01-01T00:00:03+00:00","settled_at":"2031-01-01T00:00:04+00:00","deleted_at":"2031-01-01T00:00:05+00:00","trace_parent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","version":4}');
INSERT INTO events VALUES ('01890a5d000070008000000000000002',1,640605888000000000,NULL,'{"job_id":"01890a5d000070008000000000000002","sequence":1,"status":"uploading","fraction":0,"stage_fraction":0,"bytes_processed":0,"total_bytes":12345,"attempt":1,"timestamp":"2031-01-01T00:00:00+00:00"}');
INSERT INTO events VALUES ('01890a5d000070008000000000000002',2,640605888021234567,640605888020000000,'{"job_id":"01890a5d000070008000000000000002","sequence":2,"status":"processing","stage":"extraction","fraction":0.5,"stage_fraction":0.25,"message":"Page 3 of 12","bytes_processed":100,"total_bytes":12345,"attempt":2,"timestamp":"2031-01-01T00:00:02.1234567+00:00","error":{"code":"stage_failed","stage":"extraction","attempt":1,"retryable":true,"message":"It failed."},"stage_run":{"stage":"extraction","duration":"00:00:01.5000000","outcome":"failed","finished_at":"2031-01-01T00:00:02+00:00"}}');
INSERT INTO audit (actor, subject, record) VALUES ('alice','01890a5d000070008000000000000003','{"sequence":0,"timestamp":"2031-01-01T00:00:00+00:00","actor":"alice","action":"document.deleted","subject":"01890a5d000070008000000000000003","owner":"alice"}');
INSERT INTO index_generations VALUES (1,'01890a5d000070008000000000000003',3,'shown',640605888000000000);
INSERT INTO index_sections VALUES (1,1,1);
INSERT INTO index_text (rowid, owner, body) VALUES (1,'o2bd806c97f0e00af1a1fc3328fa763a9','The annual report.');
INSERT INTO indexed_documents VALUES ('01890a5d000070008000000000000003','alice','report.pdf',3,1,NULL);
