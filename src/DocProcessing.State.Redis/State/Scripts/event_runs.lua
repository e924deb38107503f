local since, limit = take(), take()
local rows = {}
for _, run in ipairs(redis.call('ZREVRANGEBYSCORE', root .. ':runs', '+inf', since, 'LIMIT', 0, limit)) do
  local id, number = string.match(run, '^(%x+):(%d+)$')
  table.insert(rows, event_row(redis.call('XRANGE', key('events', id), number, number)[1]))
end
return rows
