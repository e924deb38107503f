-- A repeat after a lost answer finds the version that it made, and changes nothing.
local session = take_all(session_given)
local old = known_session(session.id)
if not is_session_unchanged(old, session) then
  return 0
end

write_session(old, session)
return 1
