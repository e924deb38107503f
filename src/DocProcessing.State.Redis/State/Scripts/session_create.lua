-- Creates a session with its job and first event, unless there is one of the same owner and key or the owner has too many that take parts.
-- A repeat after a lost answer finds its own session by the key; without a key the first one expires.
local session, job, event = take_all(session_given), take_all(job_given), take_all(event_given)
local max_open = tonumber(take())
local by_key = key('uploads-by-key', session.owner)
if session.idempotency_key ~= '' then
  local older = redis.call('HGET', by_key, session.idempotency_key)
  if older then
    return {'older', session_row(older)}
  end
end

if known_session(session.id) or known_job(job.id) then
  return {'taken'}
end

if session.parts ~= '0' and redis.call('ZCARD', key('taking-parts-of', session.owner)) >= max_open then
  return {'full'}
end

write_session(nil, session)
if session.idempotency_key ~= '' then
  redis.call('HSET', by_key, session.idempotency_key, session.id)
end
redis.call('SET', key('job-of-document', job.document), job.id)
write_job(nil, job, event)
return {'created'}
