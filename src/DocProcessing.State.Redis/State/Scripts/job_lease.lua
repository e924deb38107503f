-- Leases a job that is due, or whose lease has lapsed. A repeat after a lost answer finds a lease that holds, and gets nothing: what nobody renews lapses.
local id, worker, duration, expires, started = take(), take(), take(), take(), take()
local old, time = known_job(id), now()
if not old then
  return false
end

local is_due = old.status == 'pending' and tonumber(old.due) <= time
local is_lapsed = old.status == 'processing' and (tonumber(old.lease_until) or 0) <= time
if not is_due and not is_lapsed then
  return false
end

local row, leased = key('job', id), {}
for name, value in pairs(old) do
  leased[name] = value
end
leased.status = 'processing'
leased.lease_until = text(time + duration)
for _, counter in ipairs({'version', 'fence', 'deliveries'}) do
  redis.call('HINCRBY', row, counter, 1)
end
redis.call('HSET', row, 'status', leased.status, 'lease_until', leased.lease_until, 'worker', worker, 'lease_expires', expires)
if old.started == '' then
  redis.call('HSET', row, 'started', started)
end
replace_job(old, leased)
return job_row(id)
