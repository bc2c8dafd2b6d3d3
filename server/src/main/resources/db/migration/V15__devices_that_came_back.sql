-- When somebody last logged in from a device that was known already; empty when he never came back with it.
ALTER TABLE known_devices ADD COLUMN used_at BIGINT;
