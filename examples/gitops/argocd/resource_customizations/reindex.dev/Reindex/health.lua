-- Health of a Reindex: a run that has not ended is Progressing, so that later sync waves wait for it.
local health = { status = "Progressing", message = "waiting for the operator" }

local status = obj.status
if status == nil or status.observedGeneration ~= obj.metadata.generation then
  return health
end

local conditions = {}
for _, condition in ipairs(status.conditions or {}) do
  conditions[condition.type] = condition
end

local succeeded = conditions.Succeeded
if succeeded == nil then
  return health
end

health.message = succeeded.reason .. ": " .. succeeded.message
if succeeded.status == "True" then
  health.status = "Healthy"
elseif succeeded.status == "False" then
  health.status = "Degraded"
elseif succeeded.reason == "Suspended" then
  health.status = "Suspended"
elseif status.progress ~= nil and status.progress.percent ~= nil then
  health.message = health.message .. " (" .. status.progress.percent .. ")"
end
return health
