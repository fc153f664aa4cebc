-- What a VM is called on its host, which has each name once. Those of VMs of projects bear a part of their ids, so that a
-- VM's own name is taken only by another one of its project there: nobody learns of others by it.
alter table vm
  add column domain_name varchar(80) null after name,
  add column project_key varchar(64) as (ifnull(project_id, '')) virtual;
update vm set domain_name = name;
alter table vm
  modify domain_name varchar(80) not null,
  drop key vm_name,
  add unique key vm_name (host_id, project_key, name),
  add unique key vm_domain_name (host_id, domain_name);
