-- What a writer gives of a job. "due_in" and "lease_for" are durations from now on.
local job_given = {
  'id', 'document', 'owner', 'status', 'terminal', 'unsettled', 'deleted', 'order', 'not_before', 'fence', 'deliveries', 'started', 'worker',
  'lease_expires', 'cancel', 'fingerprint', 'version', 'record', 'due_in', 'lease_for'}

-- What is kept of it: the same, but when it is due and until when it is leased by the server's clock, and the numbers of its events.
local job_kept = {
  'id', 'document', 'owner', 'status', 'terminal', 'unsettled', 'deleted', 'order', 'not_before', 'fence', 'deliveries', 'started', 'worker',
  'lease_expires', 'cancel', 'fingerprint', 'version', 'record', 'due', 'lease_until', 'last', 'newest', 'oldest'}

-- What changes are decided by.
local job_known = {
  'id', 'document', 'owner', 'status', 'terminal', 'unsettled', 'deleted', 'order', 'not_before', 'fence', 'started', 'worker', 'cancel', 'fingerprint',
  'version', 'due', 'lease_until', 'last', 'newest', 'oldest'}

-- What a reader gets. Some of it changes without the record, and is truer.
local job_read = {'record', 'status', 'version', 'fence', 'deliveries', 'started', 'worker', 'lease_expires'}

local function known_job(id)
  local job = read(key('job', id), job_known)
  return job.id and job
end

local function job_row(id)
  return redis.call('HMGET', key('job', id), unpack(job_read))
end

local function job_rows(ids)
  local rows = {}
  for _, id in ipairs(ids) do
    table.insert(rows, job_row(id))
  end
  return rows
end

-- The sorted sets that a job is in.
local function job_places(job)
  local places = {}
  if job.deleted == '0' then
    places[root .. ':jobs'] = '0'
    places[key('jobs', job.status)] = '0'
    places[key('jobs-of', job.owner)] = '0'
    places[key('jobs-of-' .. job.status, job.owner)] = '0'
    if job.status == 'completed' and job.fingerprint ~= '' then
      places[key('reusable-of', #job.owner .. ':' .. job.owner .. ':' .. job.fingerprint)] = '0'
    end
  end
  if job.status == 'pending' then
    places[root .. ':waiting'] = job.order
  elseif job.status == 'processing' then
    places[root .. ':leased'] = job.lease_until == '' and '-inf' or job.lease_until
  end
  if job.unsettled == '1' then
    places[root .. ':unsettled-jobs'] = '0'
  end
  if job.terminal == '1' and job.oldest ~= '' then
    places[root .. ':prunable'] = job.oldest
  end
  return places
end

local function count_job(job, by)
  for _, counts in ipairs({root .. ':counts', key('counts-of', job.owner)}) do
    if redis.call('HINCRBY', counts, job.status, by) == 0 then
      redis.call('HDEL', counts, job.status)
    end
  end
end

local function replace_job(old, job)
  if not old or old.status ~= job.status then
    if old then
      count_job(old, -1)
    end
    count_job(job, 1)
  end
  move(job.id, old and job_places(old) or {}, job_places(job))
end

-- Writes a job in place of what is known of it, or as a new one, with an event if there is one; gives the event's number, or 0.
local function write_job(old, job, event)
  local time, number = now(), '0'
  for _, name in ipairs(event_counts) do
    job[name] = old and old[name] or ''
  end
  if event then
    number = append_event(job.id, job, event)
  end

  -- Told anew only when it is another time: it was told by another node's clock, perhaps.
  if old and old.not_before == job.not_before then
    job.due = old.due
  else
    job.due = job.due_in == '' and '0' or text(time + job.due_in)
  end
  job.lease_until = job.lease_for == '' and '' or text(time + job.lease_for)
  write(key('job', job.id), job, job_kept)
  replace_job(old, job)
  return number
end

-- Is the row still the one that a changed record was read from?
local function is_job_unchanged(old, job)
  return old and tonumber(old.version) == job.version - 1
end
