local session_given = {'id', 'owner', 'status', 'live', 'unreleased', 'parts', 'idempotency_key', 'expires', 'expires_ms', 'version', 'record'}

local session_known = {'id', 'owner', 'status', 'live', 'unreleased', 'parts', 'idempotency_key', 'expires', 'expires_ms', 'version'}

-- A recorded part moves the expiry without the record.
local session_read = {'record', 'expires', 'received_parts', 'received_bytes'}

local function known_session(id)
  local session = read(key('session', id), session_known)
  return session.id and session
end

local function session_row(id)
  return redis.call('HMGET', key('session', id), unpack(session_read))
end

local function session_rows(ids)
  local rows = {}
  for _, id in ipairs(ids) do
    table.insert(rows, session_row(id))
  end
  return rows
end

-- The sorted sets that a session is in. A session for a single request has no parts, and does not count against its owner's limit.
local function session_places(session)
  local places = {}
  if session.live == '1' then
    places[root .. ':expiring'] = session.expires_ms
    if session.parts ~= '0' then
      places[key('taking-parts-of', session.owner)] = '0'
    end
    if session.status == 'open' then
      places[key('open-of', session.owner)] = '0'
    end
  elseif session.unreleased == '1' then
    places[root .. ':unreleased'] = '0'
  else
    places[root .. ':settled-sessions'] = session.expires_ms
  end
  return places
end

local function write_session(old, session)
  write(key('session', session.id), session, session_given)
  move(session.id, old and session_places(old) or {}, session_places(session))
end

-- Is the row still the one that a changed record was read from? A part that was recorded since has moved the expiry.
local function is_session_unchanged(old, session)
  return old and old.expires == session.expires and tonumber(old.version) == session.version - 1
end
