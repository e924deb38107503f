-- Deletes a job with its events. A repeat finds nothing.
local id = take()
local job = known_job(id)
if not job then
  return 0
end

for _, number in ipairs(redis.call('LRANGE', key('runs-of', id), 0, -1)) do
  redis.call('ZREM', root .. ':runs', id .. ':' .. number)
end
count_job(job, -1)
move(id, job_places(job), {})
redis.call('UNLINK', key('job', id), key('events', id), key('runs-of', id), key('job-of-document', job.document))
return 1
