-- Takes parts off the record. A repeat finds them gone, and takes nothing off the sums.
local id = take()
local row, parts = key('session', id), key('parts', id)
while is_more_given() do
  local number = take()
  local older = redis.call('HGET', parts, number)
  if older then
    redis.call('HDEL', parts, number)
    redis.call('HINCRBY', row, 'received_parts', -1)
    redis.call('HINCRBY', row, 'received_bytes', '-' .. string.match(older, '^%d+'))
  end
end
return 0
