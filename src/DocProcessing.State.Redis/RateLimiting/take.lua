-- Takes one of a sliding window by the server's own clock: the window before counts by the share of it that still overlaps.
-- KEYS[1] is the key's count; ARGV: the window in milliseconds and its limit. Answers -1 when taken, otherwise the milliseconds to wait.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local index, elapsed = math.floor(now / window), (now % window) / window
local known = redis.call('HMGET', KEYS[1], 'index', 'current', 'previous')
local at, current, previous = tonumber(known[1]) or index, tonumber(known[2]) or 0, tonumber(known[3]) or 0
if at == index - 1 then
  previous, current = current, 0
elseif at < index then
  previous, current = 0, 0
end
if previous * (1 - elapsed) + current + 1 <= limit then
  redis.call('HSET', KEYS[1], 'index', index, 'current', current + 1, 'previous', previous)
  redis.call('PEXPIRE', KEYS[1], 2 * window)
  return -1
end
-- Until enough of the window before has slid out, or until this one has become the one before and enough of it has.
local wait = current < limit and 1 - (limit - 1 - current) / previous - elapsed or 1 - elapsed + 1 - (limit - 1) / current
return math.min(math.ceil(wait * window) + 1, 2 * window)
