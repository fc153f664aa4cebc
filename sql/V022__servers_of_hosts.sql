-- The NUMA node of a host that a server of the pool stands for is taken with the VMs that are kept on it: the VM that it is
-- held for. Several VMs may share a node; it is given back with the last of them.
alter table server
  add column held_by_vm char(36) character set ascii collate ascii_bin null after on_release,
  add key server_by_host (host_id, numa_node),
  add key server_by_held (held_by_vm);
