local list, limit = take(), tonumber(take())
if list == 'unsettled' then
  return job_rows(redis.call('ZRANGE', root .. ':unsettled-jobs', 0, limit - 1))
end

if list == 'runnable' then
  -- The first of those that wait, and the first whose lease has lapsed; the caller puts both in order.
  return {
    job_rows(redis.call('ZRANGE', root .. ':waiting', 0, limit - 1)),
    job_rows(redis.call('ZRANGEBYSCORE', root .. ':leased', '-inf', now(), 'LIMIT', 0, limit))}
end

-- The newest of one or more sorted sets: of each as many as may be wanted of it.
local before, ids = take(), {}
while is_more_given() do
  local kind, name = take(), take()
  local index = kind == '' and root .. ':jobs' or key(kind, name)
  for _, id in ipairs(redis.call('ZREVRANGEBYLEX', index, before, '-', 'LIMIT', 0, limit)) do
    table.insert(ids, id)
  end
end
table.sort(ids, function(one, other) return one > other end)
local rows = {}
for i = 1, math.min(limit, #ids) do
  table.insert(rows, job_row(ids[i]))
end
return rows
