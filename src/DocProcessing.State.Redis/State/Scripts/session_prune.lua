-- Deletes some sessions with nothing left to do, and their parts; gives how many.
local before, limit = take(), take()
local ids = redis.call('ZRANGEBYSCORE', root .. ':settled-sessions', '-inf', '(' .. before, 'LIMIT', 0, limit)
for _, id in ipairs(ids) do
  local session = known_session(id)
  if session.idempotency_key ~= '' then
    redis.call('HDEL', key('uploads-by-key', session.owner), session.idempotency_key)
  end
  redis.call('UNLINK', key('session', id), key('parts', id))
  move(id, session_places(session), {})
end
return #ids
