-- Prolongs a lease. One that has lapsed, but that no other worker has taken, is as good as before. A repeat prolongs it once more.
local id, fence, duration, expires = take(), take(), take(), take()
local job = known_job(id)
if not job then
  return {0, 0}
end

local is_held = job.fence == fence and job.status == 'processing' and job.lease_until ~= ''
if is_held then
  local until_time = text(now() + duration)
  redis.call('HSET', key('job', id), 'lease_until', until_time, 'lease_expires', expires)
  redis.call('ZADD', root .. ':leased', until_time, id)
end
return {is_held and 1 or 0, tonumber(job.cancel)}
