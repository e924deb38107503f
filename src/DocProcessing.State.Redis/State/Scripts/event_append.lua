-- Appends an event if the lease is the newest and under way, or if none is when none is named; gives its number.
-- A repeat after a lost answer appends it once more: the history then tells one step twice, and nothing is decided by it.
local id, fence, event = take(), take(), take_all(event_given)
local job = known_job(id)
if not job or job.terminal == '1' then
  return false
end

local is_leased = job.status == 'processing'
if (fence == '' and is_leased) or (fence ~= '' and not (is_leased and job.fence == fence)) then
  return false
end

local number = append_event(id, job, event)
write(key('job', id), job, event_counts)
return number
