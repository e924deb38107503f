-- Comes before every script. KEYS[1] begins every key of the state, and its hash tag keeps them all in one slot: so a script may touch any of them.
-- Values come in ARGV, one after another. A value that is null is an empty string. Times that order or decide something are ms since 1970; ticks of 100 ns,
-- which are more than a number of Lua holds, stay strings.
local root = KEYS[1]

local function key(kind, name)
  return root .. ':' .. kind .. ':' .. name
end

local given = 0

local function take()
  given = given + 1
  return ARGV[given]
end

local function take_all(names)
  local row = {}
  for _, name in ipairs(names) do
    row[name] = take()
  end
  return row
end

local function is_more_given()
  return given < #ARGV
end

local function text(number)
  return string.format('%.0f', number)
end

-- By the server's clock: nodes need not agree on the time.
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- A value that is not there is false.
local function read(hash, names)
  local row = {}
  for i, value in ipairs(redis.call('HMGET', hash, unpack(names))) do
    row[names[i]] = value
  end
  return row
end

local function write(hash, row, names)
  local pairs_of = {}
  for _, name in ipairs(names) do
    table.insert(pairs_of, name)
    table.insert(pairs_of, row[name])
  end
  redis.call('HSET', hash, unpack(pairs_of))
end

-- Moves a member between sorted sets: each side says in which ones it is, and with what score.
local function move(member, from, to)
  for index in pairs(from) do
    if not to[index] then
      redis.call('ZREM', index, member)
    end
  end
  for index, score in pairs(to) do
    if from[index] ~= score then
      redis.call('ZADD', index, score, member)
    end
  end
end
