instance-id: ${yaml(seed.instanceId)}
local-hostname: ${yaml(seed.hostname)}
