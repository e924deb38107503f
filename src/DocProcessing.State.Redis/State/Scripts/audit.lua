local audit_given = {'actor', 'subject', 'record'}

local function append_entry(entry)
  local number = text(redis.call('INCR', root .. ':audit-number'))
  redis.call('XADD', root .. ':audit', number .. '-0', 'record', entry.record)
  redis.call('ZADD', key('audit-by', entry.actor), number, number)
  redis.call('ZADD', key('audit-on', entry.subject), number, number)
end
