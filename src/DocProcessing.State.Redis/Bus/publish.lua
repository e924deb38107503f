-- KEYS[1] is the stream; ARGV: the channel, the stream's bound, the sending node, then number and message, again and again.
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local before = newest[1] and newest[1][1] or '0-0'
for i = 4, #ARGV, 2 do
  local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'p', before, 'o', ARGV[3], 'n', ARGV[i], 'm', ARGV[i + 1])
  redis.call('PUBLISH', ARGV[1], before .. ' ' .. id .. ' ' .. ARGV[3] .. ' ' .. ARGV[i] .. ' ' .. ARGV[i + 1])
  before = id
end
