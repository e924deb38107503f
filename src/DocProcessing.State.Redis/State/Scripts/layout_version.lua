-- The version of the layout; of a place that has none yet it is ours.
local version = root .. ':version'
redis.call('SET', version, take(), 'NX')
return redis.call('GET', version)
