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

local call, pack, unpack_at, sub = redis.call, struct.pack, struct.unpack, string.sub
local HEADER, HEADER_FORMAT = '#', '<I7I6I6'
local TIME_BYTES, CELL_BYTES, TOTAL_BYTES = 6, 10, 4
local FIRST_RULE, RULE_ARGS = 6, 4

local function micros()
  if ARGV[3] == '1' then
    local time = redis.pcall('TIME')
    if not time.err then
      return time[1] * 1000000 + time[2]
    end
  end
  return ARGV[2] + 0
end

-- How long an exact window makes a request wait.
local function exact_wait(times, limit, period, look)
  if limit == 0 then
    return period
  end
  local surplus = #times / TIME_BYTES - limit
  if surplus < 0 then
    return 0
  end
  return unpack_at('<I6', times, surplus * TIME_BYTES + 1) + period - look
end

-- An exact window with one more request.
local function exact_add(times, period, look, stamp)
  local first = 1
  while first <= #times and unpack_at('<I6', times, first) + period <= look do
    first = first + TIME_BYTES
  end
  return sub(times, first) .. pack('<I6', stamp)
end

-- Where the first cell of a sliced window is that still counts, and how many requests it and those after it count.
local function sliced_live(cells, period, look)
  if cells == '' then
    return TOTAL_BYTES + 1, 0
  end
  local total, first = unpack_at('<I4', cells), TOTAL_BYTES + 1
  while first <= #cells do
    local time, count = unpack_at('<I6I4', cells, first)
    if time + period > look then
      break
    end
    total = total - count
    first = first + CELL_BYTES
  end
  return first, total
end

-- How long a sliced window makes a request wait.
local function sliced_wait(cells, limit, period, look, first, total)
  if limit == 0 then
    return period
  end
  local surplus, wait = total - limit + 1, 0
  while surplus > 0 do
    local time, count = unpack_at('<I6I4', cells, first)
    surplus = surplus - count
    wait = time + period - look
    first = first + CELL_BYTES
  end
  return wait
end

-- A sliced window with one more request.
local function sliced_add(cells, slice, stamp, first, total)
  local count, kept = 1, #cells
  if first <= kept then
    local last, before = unpack_at('<I6I4', cells, kept - CELL_BYTES + 1)
    if last - last % slice == stamp - stamp % slice then
      count, kept = before + 1, kept - CELL_BYTES
    end
  end
  return pack('<I4', total + 1) .. sub(cells, first, kept) .. pack('<I6I4', stamp, count)
end

local fields = { HEADER }
for at = FIRST_RULE, #ARGV, RULE_ARGS do
  fields[#fields + 1] = ARGV[at]
end

-- Whose windows decide. The subject's own, if it has any. Else its network's while memory is short. When memory is there
-- again, it gets its own, which begin with all that the network's count: so nobody wins a fresh limit by the change.
local key, shared, inherits = KEYS[1], false, false
local windows = call('HMGET', key, unpack(fields))
if not windows[1] and KEYS[2] then
  local network = call('HMGET', KEYS[2], unpack(fields))
  if ARGV[4] == '1' then
    key, shared, windows = KEYS[2], true, network
  elseif network[1] then
    inherits, windows = true, network
  end
end

local now, last, over, inherited = micros(), 0, 0, 0
if windows[1] then
  last, over, inherited = unpack_at(HEADER_FORMAT, windows[1])
end
if inherits then
  inherited = over
end
if now < last then
  now = last
end
local look = (now - now % 1000) / 1000
local stamp = now % 1000 == 0 and look or look + 1

local longest, slowest = 0, 0
local periods, slices, firsts, totals = {}, {}, {}, {}
for i = 2, #fields do
  local at, window = FIRST_RULE + (i - 2) * RULE_ARGS, windows[i] or ''
  local limit, period, slice = ARGV[at + 1] + 0, ARGV[at + 2] + 0, ARGV[at + 3] + 0
  local wait
  if slice == 0 then
    wait = exact_wait(window, limit, period, look)
  else
    firsts[i], totals[i] = sliced_live(window, period, look)
    wait = sliced_wait(window, limit, period, look, firsts[i], totals[i])
  end
  if wait > longest then
    longest, slowest = wait, i - 1
  end
  if stamp + period > over then
    over = stamp + period
  end
  periods[i], slices[i] = period, slice
end
if slowest > 0 then
  return { ARGV[1] + 0, slowest, longest, (shared or look < inherited) and 1 or 0 }
end

local write = inherits and call('HGETALL', KEYS[2]) or {}
local used = #write
write[used + 1] = HEADER
write[used + 2] = pack(HEADER_FORMAT, now, over, inherited)
for i = 2, #fields do
  local window = windows[i] or ''
  write[used + 2 * i - 1] = fields[i]
  write[used + 2 * i] = slices[i] == 0 and exact_add(window, periods[i], look, stamp)
      or sliced_add(window, slices[i], stamp, firsts[i], totals[i])
end
call('HSET', key, unpack(write))
-- As text: servers write large numbers of scripts as 3e+10, which no expiry may be.
call('PEXPIRE', key, string.format('%.0f', over - look + ARGV[5]))
return { ARGV[1] + 0, 0, 0, 0 }
