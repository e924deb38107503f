-- Records a part of an open session; gives what is on record now. A repeat after a lost answer replaces the part by itself, and the sums stay.
local id, number, length, record, expires, expires_ms = take(), take(), take(), take(), take(), take()
local session = known_session(id)
if not session or session.status ~= 'open' then
  return false
end

local row, parts = key('session', id), key('parts', id)
local older = redis.call('HGET', parts, number)
redis.call('HSET', parts, number, length .. ' ' .. record)
redis.call('HSET', row, 'expires', expires, 'expires_ms', expires_ms)
redis.call('ZADD', root .. ':expiring', expires_ms, id)
if older then
  redis.call('HINCRBY', row, 'received_bytes', '-' .. string.match(older, '^%d+'))
end
return {redis.call('HINCRBY', row, 'received_parts', older and 0 or 1), redis.call('HINCRBY', row, 'received_bytes', length)}
