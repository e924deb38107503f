-- Session, job, event and audit entry, or nothing. A repeat after a lost answer finds the versions that it made, and changes nothing.
local session, job, event = take_all(session_given), take_all(job_given), take_all(event_given)
local old_session, old_job = known_session(session.id), known_job(job.id)
if not is_session_unchanged(old_session, session) or not is_job_unchanged(old_job, job) then
  return false
end

write_session(old_session, session)
local number = write_job(old_job, job, event)
if is_more_given() then
  append_entry(take_all(audit_given))
end
return number
