import { EXPIRY_FIELD, INSTANT_PREFIX } from "./stored-instant.js";

/**
 * Lua functions for scripts that meet elements with an instant of expiry (see `stored-instant.ts`). The clock is asked only for an
 * element that has one, so users of other collections need no right to TIME.
 */
export const INSTANT_FUNCTIONS = `
local function instantOf(stored)
  return stored and tonumber(string.match(stored, '^{"${EXPIRY_FIELD}":(%d+)[ ,}]'))
end

local function clockMs()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function isExpired(stored)
  local instant = instantOf(stored)
  return instant and instant <= clockMs()
end

-- The attributes 'json', which have no instant, with the one of 'stored', if that has one.
local function withInstantOf(stored, json)
  local instant = instantOf(stored)
  if not instant then return json end
  local rest = json == '' and '}' or json == '{}' and ' }' or ',' .. string.sub(json, 2)
  return '${INSTANT_PREFIX}' .. string.format('%.0f', instant) .. rest
end

-- The attributes 'stored' with another instant.
local function moveInstant(stored, instant)
  return '${INSTANT_PREFIX}' .. string.format('%.0f', instant) .. string.match(stored, '^{"${EXPIRY_FIELD}":%d+(.*)$')
end
`;
