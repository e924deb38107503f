-- Gives the event's number, or 0 without one. A repeat after a lost answer finds the version that it made, and changes nothing.
local job = take_all(job_given)
local event = is_more_given() and take_all(event_given) or nil
local old = known_job(job.id)
if not is_job_unchanged(old, job) then
  return false
end

return write_job(old, job, event)
