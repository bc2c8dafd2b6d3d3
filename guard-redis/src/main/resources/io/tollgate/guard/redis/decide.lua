-- Decides about one request under all its rules, and counts it in every window or in none.
--
-- KEYS[1]  the subject's windows
-- KEYS[2]  the windows of its network; only for an address. Same slot as KEYS[1].
-- ARGV[1]  a number that the answer repeats, so that the caller knows it for the answer to this question
-- ARGV[2]  the caller's time in microseconds since 1970
-- ARGV[3]  1: take the server's time, unless TIME is refused; 0: take the caller's
-- ARGV[4]  1: memory is short, so who has no windows yet shares those of his network
-- ARGV[5]  for how many milliseconds beyond its last window a key is kept
-- then for each rule: the field of its window, the limit, the period and the slice in milliseconds (slice 0: exact)
--
-- Answer: { ARGV[1], rule, wait, shared }: rule 0 if the request is admitted, else the number of the rule that makes it wait
-- longest, that wait in milliseconds, and whether those windows are or were shared with a network.
--
-- A key is a hash. Its field '#' says when the subject was last admitted (microseconds), when the last window is over, and
-- until when something counts that was taken over from a network (milliseconds). Each other field is a window:
--   exact   the times of admitted requests in milliseconds, six bytes each, in order
--   sliced  the number of requests in all cells (four bytes), then for each slice a cell: the time of the last request in it
--           (six bytes) and how many there were (four bytes). A cell counts whole until a period after its time.
-- Times are noted rounded up and looked at rounded down, so that a whole period lies between a request and its leaving.
--
-- Work: two reads and two writes of one hash whatever the number of rules. An exact window looks at one time; a sliced one
-- at its cells, of which there are at most 33. What is over leaves a window when the next request is admitted.

local HEADER, HEADER_FORMAT = '#', '<I7I6I6'
local TIME_BYTES, CELL_BYTES, TOTAL_BYTES = 6, 10, 4
local FIRST_RULE, RULE_ARGS = 6, 4

local function micros()
  if ARGV[3] == '1' then
    local time = redis.pcall('TIME')
    if not time.err then
      return tonumber(time[1]) * 1000000 + tonumber(time[2])
    end
  end
  return tonumber(ARGV[2])
end

-- The step of an exact window: how long to wait, and a function that yields the window with one more request.
local function exact(times, limit, period, look)
  local count = #times / TIME_BYTES
  local wait = 0
  if limit == 0 then
    wait = period
  elseif count >= limit then
    wait = math.max(0, struct.unpack('<I6', times, (count - limit) * TIME_BYTES + 1) + period - look)
  end
  return wait, function(stamp)
    local first = 1
    while first <= #times and struct.unpack('<I6', times, first) + period <= look do
      first = first + TIME_BYTES
    end
    return string.sub(times, first) .. struct.pack('<I6', stamp)
  end
end

-- The step of a sliced window, likewise.
local function sliced(cells, limit, period, look, slice)
  local total, first = 0, TOTAL_BYTES + 1
  if cells ~= '' then
    total = struct.unpack('<I4', cells)
  end
  while first <= #cells do
    local time, count = struct.unpack('<I6I4', cells, first)
    if time + period > look then
      break
    end
    total = total - count
    first = first + CELL_BYTES
  end
  local wait = 0
  if limit == 0 then
    wait = period
  else
    local surplus, cell = total - limit + 1, first
    while surplus > 0 do
      local time, count = struct.unpack('<I6I4', cells, cell)
      surplus = surplus - count
      wait = time + period - look
      cell = cell + CELL_BYTES
    end
  end
  return wait, function(stamp)
    local count, kept = 1, #cells
    if first <= #cells then
      local last, before = struct.unpack('<I6I4', cells, #cells - CELL_BYTES + 1)
      if math.floor(last / slice) == math.floor(stamp / slice) then
        count, kept = before + 1, kept - CELL_BYTES
      end
    end
    return struct.pack('<I4', total + 1) .. string.sub(cells, first, kept) .. struct.pack('<I6I4', stamp, count)
  end
end

local fields = { HEADER }
for at = FIRST_RULE, #ARGV, RULE_ARGS do
  fields[#fields + 1] = ARGV[at]
end

-- Whose windows decide. The subject's own, if it has any. Else its network's while memory is short. When memory is there
-- again, it gets its own, which begin with all that the network's count: so nobody wins a fresh limit by the change.
local key, shared, inherits = KEYS[1], false, false
local windows = redis.call('HMGET', key, unpack(fields))
if not windows[1] and KEYS[2] then
  local network = redis.call('HMGET', KEYS[2], unpack(fields))
  if ARGV[4] == '1' then
    key, shared, windows = KEYS[2], true, network
  elseif network[1] then
    inherits, windows = true, network
  end
end

local last, over, inherited = 0, 0, 0
if windows[1] then
  last, over, inherited = struct.unpack(HEADER_FORMAT, windows[1])
end
if inherits then
  inherited = over
end
local now = math.max(micros(), last)
local look, stamp = math.floor(now / 1000), math.ceil(now / 1000)

local longest, slowest, add = 0, 0, {}
for i = 2, #fields do
  local at = FIRST_RULE + (i - 2) * RULE_ARGS
  local limit, period, slice = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local step = slice == 0 and exact or sliced
  local wait
  wait, add[i] = step(windows[i] or '', limit, period, look, slice)
  if wait > longest then
    longest, slowest = wait, i - 1
  end
  over = math.max(over, stamp + period)
end
if slowest > 0 then
  return { tonumber(ARGV[1]), slowest, longest, (shared or look < inherited) and 1 or 0 }
end

local write = inherits and redis.call('HGETALL', KEYS[2]) or {}
write[#write + 1] = HEADER
write[#write + 1] = struct.pack(HEADER_FORMAT, now, over, inherited)
for i = 2, #fields do
  write[#write + 1] = fields[i]
  write[#write + 1] = add[i](stamp)
end
redis.call('HSET', key, unpack(write))
redis.call('PEXPIRE', key, string.format('%.0f', over - look + tonumber(ARGV[5])))
return { tonumber(ARGV[1]), 0, 0, 0 }
