local id, order, from, limit = take(), take(), take(), take()
local stream, rows = key('events', id), {}
local entries = order == 'last' and redis.call('XREVRANGE', stream, '+', '-', 'COUNT', limit) or redis.call('XRANGE', stream, from, '+', 'COUNT', limit)
for _, entry in ipairs(entries) do
  table.insert(rows, event_row(entry))
end
return rows
