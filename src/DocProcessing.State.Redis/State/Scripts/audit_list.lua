local kind, name, before, limit = take(), take(), take(), take()
local stream, rows = root .. ':audit', {}
local function add(entries)
  for _, entry in ipairs(entries) do
    table.insert(rows, {string.match(entry[1], '^%d+'), entry[2][2]})
  end
end

if kind == '' then
  add(redis.call('XREVRANGE', stream, before, '-', 'COUNT', limit))
else
  for _, number in ipairs(redis.call('ZREVRANGEBYSCORE', key(kind, name), before, '-inf', 'LIMIT', 0, limit)) do
    add(redis.call('XRANGE', stream, number, number))
  end
end
return rows
