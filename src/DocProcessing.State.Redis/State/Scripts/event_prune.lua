-- Deletes old events, but the newest, out of one page of a job's; the caller goes on from page to page, and then to the next job. At the end of a job's
-- pages the earliest that was kept is noted, so that the job is looked at again only when that one is old. A repeat finds less to delete.
local before, limit, id, from, kept = tonumber(take()), tonumber(take()), take(), take(), tonumber(take())
if id == '' then
  id = redis.call('ZRANGEBYSCORE', root .. ':prunable', '-inf', '(' .. text(before), 'LIMIT', 0, 1)[1]
  if not id then
    return false
  end
end

local job = known_job(id)
if not job or job.terminal ~= '1' then
  return {0, '', '', ''}
end

local stream, deleted, last = key('events', id), 0, tonumber(job.last)
local entries = redis.call('XRANGE', stream, from, '+', 'COUNT', limit)
for _, entry in ipairs(entries) do
  local number, time = string.match(entry[1], '^%d+'), tonumber(entry[2][2])
  from = text(number + 1)
  if tonumber(number) < last then
    if time < before then
      redis.call('XDEL', stream, entry[1])
      redis.call('ZREM', root .. ':runs', id .. ':' .. number)
      deleted = deleted + 1
    else
      kept = math.min(kept or time, time)
    end
  end
end

if #entries == limit then
  return {deleted, id, from, kept and text(kept) or ''}
end

local places = job_places(job)
job.oldest = kept and text(kept) or ''
redis.call('HSET', key('job', id), 'oldest', job.oldest)
move(id, places, job_places(job))
return {deleted, '', '', ''}
