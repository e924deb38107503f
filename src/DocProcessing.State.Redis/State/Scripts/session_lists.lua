local list = take()
if list == 'open' then
  local owner, limit = take(), take()
  return session_rows(redis.call('ZREVRANGE', key('open-of', owner), 0, limit - 1))
end

-- The first of each kind; the caller puts both in order. What is past its expiry the longest comes first, so that nothing waits for good.
local time, limit = take(), take()
return {
  session_rows(redis.call('ZRANGEBYSCORE', root .. ':expiring', '-inf', time, 'LIMIT', 0, limit)),
  session_rows(redis.call('ZRANGE', root .. ':unreleased', 0, limit - 1))}
