-- A job's events are a stream; an event's number is its id there, and a number is never given twice.
local event_given = {'time', 'run_time', 'record'}

-- Appends an event and counts it in the row of its job, which the caller writes. The event that was the newest until now is one that may be pruned;
-- times need not rise with numbers, since nodes have clocks of their own.
local function append_event(id, job, event)
  local newest, oldest = tonumber(job.newest or ''), tonumber(job.oldest or '')
  if newest and (not oldest or newest < oldest) then
    job.oldest = job.newest
  end
  job.last = text((tonumber(job.last or '') or 0) + 1)
  job.newest = event.time
  job.oldest = job.oldest or ''
  local number = job.last
  redis.call('XADD', key('events', id), number .. '-0', 'time', event.time, 'run_time', event.run_time, 'record', event.record)
  if event.run_time ~= '' then
    redis.call('ZADD', root .. ':runs', event.run_time, id .. ':' .. number)
    redis.call('RPUSH', key('runs-of', id), number)
  end
  return number
end

local event_counts = {'last', 'newest', 'oldest'}

local function event_row(entry)
  local fields = entry[2]
  return {string.match(entry[1], '^%d+'), fields[6]}
end
