-- What a record says of time are UTC ticks of 100 ns since year 1, of the clock of the node that wrote it. What is decided by time is a timestamptz of the
-- server's clock. A record is JSON, as text, since jsonb refuses some of what a string may hold; columns beside it are what queries need.
-- A column that the text calls "wins" is changed without the record and is truer than it. Keys and words of ours are in the order of their bytes.

CREATE TABLE sessions (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  owner text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  live boolean NOT NULL,             -- not at its end
  unreleased boolean NOT NULL,       -- cancelled or expired, and storage still holds something
  total_parts integer NOT NULL,
  idempotency_key text COLLATE "C",
  expires_at bigint NOT NULL,        -- wins
  received_parts integer NOT NULL,   -- sums over parts
  received_bytes bigint NOT NULL,
  version bigint NOT NULL,
  record text NOT NULL
);
CREATE UNIQUE INDEX sessions_idempotency ON sessions (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX sessions_live ON sessions (owner, id) WHERE live;
CREATE INDEX sessions_expiring ON sessions (expires_at) WHERE live;
CREATE INDEX sessions_unreleased ON sessions (id) WHERE unreleased;
CREATE INDEX sessions_settled ON sessions (expires_at) WHERE NOT live AND NOT unreleased;

CREATE TABLE parts (
  session_id text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  length bigint NOT NULL,
  record text NOT NULL,
  PRIMARY KEY (session_id, number)
);

-- Renewed leases and appended events change no index: with room in the page they cost no more than their row.
CREATE TABLE jobs (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  document_id text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,  -- wins
  terminal boolean NOT NULL,
  unsettled boolean NOT NULL,        -- terminal but not notified, or deleted
  deleted boolean NOT NULL,
  priority integer NOT NULL,
  not_before bigint NOT NULL,
  due_at timestamptz NOT NULL,       -- not_before by the server's clock
  fence bigint NOT NULL,             -- wins
  deliveries integer NOT NULL,       -- wins
  started_at bigint,                 -- wins
  lease_worker text,                 -- wins
  lease_expires bigint,              -- wins
  lease_until timestamptz NOT NULL,  -- when the lease lapses, by the server's clock
  cancel_requested boolean NOT NULL,
  fingerprint text COLLATE "C",
  last_sequence bigint NOT NULL,     -- of the newest event, also when events were pruned
  newest_event bigint,               -- the time of the newest event
  oldest_event bigint,               -- the earliest time of an event that is not the newest
  version bigint NOT NULL,           -- wins
  record text NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX jobs_document ON jobs (document_id);
CREATE INDEX jobs_owner ON jobs (owner, id) WHERE NOT deleted;
CREATE INDEX jobs_owner_status ON jobs (owner, status, id) WHERE NOT deleted;
CREATE INDEX jobs_newest ON jobs (id) WHERE NOT deleted;
CREATE INDEX jobs_status ON jobs (status, id) WHERE NOT deleted;
CREATE INDEX jobs_counted ON jobs (owner, status);
CREATE INDEX jobs_waiting ON jobs (priority DESC, not_before, id) WHERE status = 'pending';
CREATE INDEX jobs_leased ON jobs (priority DESC, not_before, id) WHERE status = 'processing';
CREATE INDEX jobs_unsettled ON jobs (id) WHERE unsettled;
CREATE INDEX jobs_prunable ON jobs (oldest_event) WHERE terminal AND oldest_event IS NOT NULL;
CREATE INDEX jobs_reusable ON jobs (owner, fingerprint, id) WHERE status = 'completed' AND NOT deleted AND fingerprint IS NOT NULL;

CREATE TABLE events (
  job_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,          -- wins
  "timestamp" bigint NOT NULL,
  stage_finished bigint,             -- on an event that ends a run of a stage
  record text NOT NULL,
  PRIMARY KEY (job_id, sequence)
);
CREATE INDEX events_stage_runs ON events (stage_finished) WHERE stage_finished IS NOT NULL;

CREATE TABLE audit (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  actor text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  record text NOT NULL
);
CREATE INDEX audit_actor ON audit (actor, sequence);
CREATE INDEX audit_subject ON audit (subject, sequence);

-- A generation is what one upsert wrote. A document shows one of them; the others are under way or waste.
CREATE TABLE indexed_documents (
  document_id text COLLATE "C" NOT NULL PRIMARY KEY,
  owner text COLLATE "C" NOT NULL,
  file_name text NOT NULL,
  fence bigint NOT NULL,
  generation bigint,                 -- null in what is left of a deleted document
  deleted_at timestamptz
);
CREATE UNIQUE INDEX indexed_documents_generation ON indexed_documents (generation) WHERE generation IS NOT NULL;
CREATE INDEX indexed_documents_deleted ON indexed_documents (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE index_generations (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document_id text COLLATE "C" NOT NULL,
  fence bigint NOT NULL,
  state text COLLATE "C" NOT NULL,   -- writing, shown, waste
  touched_at timestamptz NOT NULL
);
CREATE INDEX index_generations_document ON index_generations (document_id);
CREATE INDEX index_generations_writing ON index_generations (touched_at) WHERE state = 'writing';
CREATE INDEX index_generations_waste ON index_generations (id) WHERE state = 'waste';
CREATE TABLE index_sections (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  generation bigint NOT NULL,
  page integer,
  body text NOT NULL,
  words text COLLATE "C" NOT NULL,   -- folded, with a space before and after each: where phrases are looked up
  vector tsvector NOT NULL           -- the same words, each behind its owner's key
);
CREATE INDEX index_sections_generation ON index_sections (generation);
CREATE INDEX index_sections_vector ON index_sections USING gin (vector);

CREATE TABLE schema_version (version integer NOT NULL);
INSERT INTO schema_version VALUES (1);
INSERT INTO sessions VALUES ('01890a5d000070008000000000000001','alice','completed',false,false,2,'k1',640606752001234567,2,12345,2,'{"id":"01890a5d000070008000000000000001","job_id":"01890a5d000070008000000000000002","document_id":"01890a5d000070008000000000000003","owner":"alice","status":"completed","file_name":"report.pdf","file_size":12345,"part_size":10000,"total_parts":2,"content_key":"documents/01890a5d000070008000000000000003/content","storage_upload_id":"s1","idempotency_key":"k1","request_hash":"h1","created_at":"2031-01-01T00:00:00+00:00","expires_at":"2031-01-02T00:00:00.1234567+00:00","bytes_released":false,"version":2}');
INSERT INTO parts VALUES ('01890a5d000070008000000000000001',1,10000,'{"number":1,"length":10000,"e_tag":"e1","checksum":{"algorithm":"Md5","hex":"d41d8cd98f00b204e9800998ecf8427e"}}');
INSERT INTO parts VALUES ('01890a5d000070008000000000000001',2,2345,'{"number":2,"length":2345,"e_tag":"e1","checksum":{"algorithm":"Md5","hex":"d41d8cd98f00b204e9800998ecf8427e"}}');
INSERT INTO jobs VALUES ('01890a5d000070008000000000000002','01890a5d000070008000000000000003','alice','completed',true,true,true,2,640605888001234567,'2031-01-01 01:00:00+00',3,7,640605888000000000,'worker-1',640605888600000000,'2031-01-01 01:00:00+00',false,'f1',2,640605888021234567,640605888000000000,4,'{"id":"01890a5d000070008000000000000002","document_id":"01890a5d000070008000000000000003","upload_id":"01890a5d000070008000000000000001","owner":"alice","status":"completed","priority":"high","file_name":"report.pdf","file_size":12345,"content_type":"application/pdf","detected_content_type":"application/pdf","document_type":"report","options":{"reuse_results":true,"language":"en","max_pages":100,"custom":{"a":"b"}},"content_key":"documents/01890a5d000070008000000000000003/content","content_checksum":{"algorithm":"Sha256","hex":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},"fingerprint":"f1","reused_from":"01890a5d000070008000000000000009","completed_stages":["upload","validation"],"stage":"extraction","attempt":2,"artifacts":{"sections":"documents/01890a5d000070008000000000000003/sections"},"warnings":[{"code":"no_text","message":"No text was found."}],"error":{"code":"stage_failed","stage":"extraction","attempt":1,"retryable":true,"message":"It failed."},"cancel_requested":false,"not_before":"2031-01-01T00:00:00.1234567+00:00","deliveries":1,"fence":3,"lease":{"worker":"node-1","expires_at":"2031-01-01T00:01:00+00:00"},"created_at":"2031-01-01T00:00:00+00:00","submitted_at":"2031-01-01T00:00:01+00:00","started_at":"2031-01-01T00:00:02+00:00","finished_at":"2031-01-01T00:00:03+00:00","settled_at":"2031-01-01T00:00:04+00:00","deleted_at":"2031-01-01T00:00:05+00:00","trace_parent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","version":4}');
INSERT INTO events VALUES ('01890a5d000070008000000000000002',1,640605888000000000,NULL,'{"job_id":"01890a5d000070008000000000000002","sequence":1,"status":"uploading","fraction":0,"stage_fraction":0,"bytes_processed":0,"total_bytes":12345,"attempt":1,"timestamp":"2031-01-01T00:00:00+00:00"}');
INSERT INTO events VALUES ('01890a5d000070008000000000000002',2,640605888021234567,640605888020000000,'{"job_id":"01890a5d000070008000000000000002","sequence":2,"status":"processing","stage":"extraction","fraction":0.5,"stage_fraction":0.25,"message":"Page 3 of 12","bytes_processed":100,"total_bytes":12345,"attempt":2,"timestamp":"2031-01-01T00:00:02.1234567+00:00","error":{"code":"stage_failed","stage":"extraction","attempt":1,"retryable":true,"message":"It failed."},"stage_run":{"stage":"extraction","duration":"00:00:01.5000000","outcome":"failed","finished_at":"2031-01-01T00:00:02+00:00"}}');
INSERT INTO audit (actor, subject, record) VALUES ('alice','01890a5d000070008000000000000003','{"sequence":0,"timestamp":"2031-01-01T00:00:00+00:00","actor":"alice","action":"document.deleted","subject":"01890a5d000070008000000000000003","owner":"alice"}');
INSERT INTO index_generations OVERRIDING SYSTEM VALUE VALUES (1,'01890a5d000070008000000000000003',3,'shown','2031-01-01 00:00:00+00');
INSERT INTO index_sections (generation, page, body, words, vector) VALUES (1,1,'The annual report.',' the annual report ','''K9gGyX8O:the'':1 ''K9gGyX8O:annual'':2 ''K9gGyX8O:report'':3');
INSERT INTO indexed_documents VALUES ('01890a5d000070008000000000000003','alice','report.pdf',3,1,NULL);
