local by, name = take(), take()
if by == 'document' then
  name = redis.call('GET', key('job-of-document', name))
elseif by == 'print' then
  local owner = take()
  name = redis.call('ZREVRANGE', key('reusable-of', #owner .. ':' .. owner .. ':' .. name), 0, 0)[1]
end
return name and job_row(name)
